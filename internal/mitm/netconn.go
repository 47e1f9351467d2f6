package mitm

import "net"

// NetConn returns the connection underneath, for those who need the socket.
func (w *wire) NetConn() net.Conn { return w.Conn }
