"""Tasks: what somebody of the staff does, for a customer or within a project, or for nobody else."""
