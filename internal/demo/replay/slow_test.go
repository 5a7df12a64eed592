package replay

import (
	"io"
	"net"
	"testing"
	"time"
)

// The lane changes nothing of what passes, and holds it back while it is slow.
func TestALaneHoldsWordsBackAndChangesNone(t *testing.T) {
	t.Parallel()
	ln, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // it opens at once or not at all
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	go func() { // an echo; ends with the connection
		c, err := ln.Accept()
		if err == nil {
			_, _ = io.Copy(c, c)
		}
	}()
	l, err := OpenLane("tcp", ln.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	c, err := net.Dial("tcp", l.Addr().String()) //nolint:noctx // loopback
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	say := func(text string) time.Duration {
		t.Helper()
		began := now()
		if _, err := c.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
		got := make([]byte, len(text))
		if _, err := io.ReadFull(c, got); err != nil || string(got) != text {
			t.Fatalf("got %q, %v; want %q", got, err, text)
		}
		return now().Sub(began)
	}
	say("first")
	const held = 80 * time.Millisecond
	l.Slow(held)
	if took := say("second"); took < held {
		t.Errorf("came back after %s, want at least %s", took, held)
	}
	l.Slow(0)
	say("third")
}
