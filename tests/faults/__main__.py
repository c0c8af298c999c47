"""`make faults`: what takes too long for every test run. Prints figures; fails when one is not as it must be."""

import sys

from tests.faults import import_storm, mail_storm

if __name__ == "__main__":
    sys.exit(mail_storm.main(*map(int, sys.argv[1:])) | import_storm.main())
