"""`make faults`: what takes too long for every test run. Prints figures; fails when a mail was lost or invented."""

import sys

from tests.faults import mail_storm

if __name__ == "__main__":
    sys.exit(mail_storm.main(*map(int, sys.argv[1:])))
