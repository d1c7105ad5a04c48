"""The front door: ``python app.py`` serves the lab; ``python app.py --help`` lists the commands."""

import sys

from fallline.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
