"""Starts a program with a socket at descriptor 3 and a file at 4: ``place_descriptors.py SOCKET FILE COMMAND…``."""

import fcntl
import os
import sys

socket, file = (fcntl.fcntl(int(number), fcntl.F_DUPFD, 10) for number in sys.argv[1:3])
os.dup2(socket, 3)
os.dup2(file, 4)
os.closerange(5, 256)
os.execv(sys.argv[3], sys.argv[3:])
