# Listens at an address and port, and takes no connection: the queue of those that wait is filled up by its own. What
# comes then is dropped (listen(2)), as by a server that hangs or a firewall.
import socket
import sys
import time

place = (sys.argv[1], int(sys.argv[2]))
listener = socket.socket()
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
listener.bind(place)
listener.listen(0)
waiting = []
while True:
    connection = socket.socket()
    connection.settimeout(0.3)
    try:
        connection.connect(place)
    except socket.timeout:
        break
    waiting.append(connection)
print("full", flush=True)
time.sleep(3600)
