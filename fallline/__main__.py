"""Entry point of ``python -m fallline``, the same as ``python app.py``."""

import sys

from fallline.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
