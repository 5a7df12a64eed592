package replay

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// Lane stands between the copies and the database, so that it can be slow. It
// changes nothing of what passes.
type Lane struct {
	ln      net.Listener
	network string
	address string
	delay   atomic.Int64

	mu    sync.Mutex // covers conns and shut
	conns map[net.Conn]bool
	shut  bool // whoever comes now is closed at once
	all   sync.WaitGroup
}

// OpenLane listens on loopback and leads to a database.
func OpenLane(network, address string) (*Lane, error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // it opens at once or not at all
	if err != nil {
		return nil, fmt.Errorf("open a lane to the database: %w", err)
	}
	l := &Lane{ln: ln, network: network, address: address, conns: map[net.Conn]bool{}}
	l.all.Go(l.accept)
	return l, nil
}

// Addr is where the copies find the database.
func (l *Lane) Addr() *net.TCPAddr {
	a, _ := l.ln.Addr().(*net.TCPAddr)
	return a
}

// Slow makes everything that is said to the database come later by d.
func (l *Lane) Slow(d time.Duration) { l.delay.Store(int64(d)) }

// Close ends the lane and whatever goes over it.
func (l *Lane) Close() {
	_ = l.ln.Close() // nobody comes any more
	l.mu.Lock()
	l.shut = true
	for c := range l.conns {
		_ = c.Close()
	}
	l.mu.Unlock()
	l.all.Wait()
}

func (l *Lane) accept() {
	for {
		c, err := l.ln.Accept()
		if err != nil {
			return
		}
		l.all.Go(func() { l.lead(c) })
	}
}

func (l *Lane) lead(from net.Conn) {
	defer l.keep(from)()
	var d net.Dialer
	to, err := d.DialContext(context.Background(), l.network, l.address)
	if err != nil {
		return // the copy sees its connection closed
	}
	defer l.keep(to)()
	var back sync.WaitGroup
	back.Go(func() {
		_, _ = io.Copy(from, to) // ends with either side
		_ = from.Close()
	})
	l.forward(from, to)
	_ = to.Close()
	back.Wait()
}

func (l *Lane) keep(c net.Conn) (drop func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.conns[c] = true
	if l.shut {
		_ = c.Close() // what is done with it fails
	}
	return func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		delete(l.conns, c)
		_ = c.Close() // twice is once
	}
}

// forward holds every word back for as long as the lane is slow.
func (l *Lane) forward(from io.Reader, to io.Writer) {
	buf := make([]byte, 32<<10)
	for {
		n, err := from.Read(buf)
		if n > 0 {
			if d := time.Duration(l.delay.Load()); d > 0 {
				pause(context.Background(), d)
			}
			if _, werr := to.Write(buf[:n]); werr != nil {
				return
			}
		}
		if err != nil && !errors.Is(err, io.ErrNoProgress) {
			return
		}
	}
}
