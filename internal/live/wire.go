package live

import (
	"bytes"
	"context"
	"io"
	"sync"
	"sync/atomic"
	"time"

	"github.com/centrifugal/centrifuge"

	"github.com/manyhands/manyhands/internal/clock"
)

// Wire is an upgraded WebSocket; the surface's connection satisfies it.
type Wire interface {
	NextReader() (messageType int, r io.Reader, err error)
	WriteMessage(messageType int, data []byte) error
	SetWriteDeadline(t time.Time) error
	WriteControl(messageType int, data []byte, deadline time.Time) error
	SetReadLimit(limit int64)
	Close() error
}

const (
	textFrame  = 1
	closeFrame = 8
	// A screen sends commands, never content; content goes by HTTP.
	longestCommand = 64 << 10
)

// Serve works a connection until it ends. The caller owns the wire and must
// not use it afterwards.
func (h *Hub) Serve(ctx context.Context, w Wire) error {
	w.SetReadLimit(longestCommand)
	t := &transport{wire: w}
	c, end, err := centrifuge.NewClient(ctx, h.node, t)
	if err != nil {
		return err
	}
	defer func() { _ = end() }() // the line is gone either way
	for {
		_, r, err := w.NextReader()
		if err != nil {
			return nil // the visitor left
		}
		if !centrifuge.HandleReadFrame(c, r, longestCommand) {
			return nil
		}
	}
}

// transport is centrifuge's view of a wire. A reader too slow to keep up is
// cut off, by its write deadline or by centrifuge's queue limit, and comes back
// by seq.
type transport struct {
	wire   Wire
	mu     sync.Mutex // covers writes: a wire takes one writer of data at a time
	closed atomic.Bool
}

func (t *transport) Name() string                                { return "websocket" }
func (t *transport) AcceptProtocol() string                      { return "h1" }
func (t *transport) Protocol() centrifuge.ProtocolType           { return centrifuge.ProtocolTypeJSON }
func (t *transport) ProtocolVersion() centrifuge.ProtocolVersion { return centrifuge.ProtocolVersion2 }
func (t *transport) Unidirectional() bool                        { return false }
func (t *transport) Emulation() bool                             { return false }
func (t *transport) DisabledPushFlags() uint64                   { return centrifuge.PushFlagDisconnect }
func (t *transport) PingPongConfig() centrifuge.PingPongConfig {
	return centrifuge.PingPongConfig{PingInterval: 25 * time.Second, PongTimeout: 10 * time.Second}
}

const (
	slowestWrite = 10 * time.Second // a 200 kB/s line carries a full history in less
	slowestClose = time.Second
)

// in is a deadline on the machine's clock: sockets know no other.
func in(d time.Duration) time.Time { return clock.System{}.Now().Add(d) }

// Write sends one message.
func (t *transport) Write(b []byte) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.closed.Load() {
		return nil
	}
	if err := t.wire.SetWriteDeadline(in(slowestWrite)); err != nil {
		return err
	}
	return t.wire.WriteMessage(textFrame, b)
}

// WriteMany sends messages as one frame, a line each.
func (t *transport) WriteMany(messages ...[]byte) error {
	return t.Write(bytes.Join(messages, []byte("\n")))
}

// Close tells why in the close frame, which is where the browser looks. It
// does not wait for a write at work: closing the wire is what ends that write.
func (t *transport) Close(d centrifuge.Disconnect) error {
	if t.closed.Swap(true) {
		return nil
	}
	if d.Code != centrifuge.DisconnectConnectionClosed.Code {
		_ = t.wire.WriteControl(closeFrame, closePayload(d), in(slowestClose)) // best effort: the line may be gone
	}
	return t.wire.Close()
}

func closePayload(d centrifuge.Disconnect) []byte {
	return append([]byte{byte(d.Code >> 8), byte(d.Code)}, d.Reason...)
}
