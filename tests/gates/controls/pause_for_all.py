import sys

from bot.__main__ import main

sys.exit(main(sys.argv[1:]))
