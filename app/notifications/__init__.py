"""Notifications by mail: who is told what, gathered so that several close together come in one mail."""
