"""``python -m fallline`` does what ``python app.py`` does."""

import sys

from fallline.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
