package play

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/fasthttp/websocket"
)

// push is one thing that a screen is told.
type push struct {
	Topic string          `json:"topic"`
	Kind  string          `json:"kind"`
	Seq   int64           `json:"seq"`
	Data  json.RawMessage `json:"data"`
}

// line is an open WebSocket, as a screen holds one: it speaks the live
// engine's JSON protocol and notes what it was told.
type line struct {
	conn *websocket.Conn
	wake chan struct{} // holds one; nobody closes it

	mu   sync.Mutex // covers heard and writes
	told []push
}

// openLine connects with a token and waits until the server lets it in.
func openLine(ctx context.Context, base, token string) (*line, error) {
	conn, _, err := websocket.DefaultDialer.DialContext(ctx, "ws"+strings.TrimPrefix(base, "http")+"/live", nil)
	if err != nil {
		return nil, fmt.Errorf("open live line: %w", err)
	}
	l := &line{conn: conn, wake: make(chan struct{}, 1)}
	connect, err := json.Marshal(map[string]any{"id": 1, "connect": map[string]string{"token": token}})
	if err != nil {
		return nil, err
	}
	if err := conn.WriteMessage(websocket.TextMessage, connect); err != nil {
		return nil, fmt.Errorf("connect live line: %w", err)
	}
	_, first, err := conn.ReadMessage()
	if err != nil {
		return nil, fmt.Errorf("connect live line: %w", err)
	}
	if !bytes.Contains(first, []byte(`"connect"`)) {
		return nil, fmt.Errorf("connect live line: %s", first)
	}
	go l.read() // ends when the connection does; close ends that
	return l, nil
}

func (l *line) read() {
	for {
		_, frame, err := l.conn.ReadMessage()
		if err != nil {
			return
		}
		for part := range bytes.SplitSeq(frame, []byte("\n")) {
			l.take(part)
		}
	}
}

func (l *line) take(part []byte) {
	part = bytes.TrimSpace(part)
	if string(part) == "{}" { // a ping; the answer is the same
		l.mu.Lock()
		_ = l.conn.WriteMessage(websocket.TextMessage, part) // a dead line ends read
		l.mu.Unlock()
		return
	}
	var m struct {
		Push *struct {
			Pub *struct {
				Data push `json:"data"`
			} `json:"pub"`
		} `json:"push"`
	}
	if json.Unmarshal(part, &m) != nil || m.Push == nil || m.Push.Pub == nil {
		return
	}
	l.mu.Lock()
	l.told = append(l.told, m.Push.Pub.Data)
	l.mu.Unlock()
	select {
	case l.wake <- struct{}{}:
	default:
	}
}

// messages is what the line was told of kind message, in order.
func (l *line) messages() []push {
	l.mu.Lock()
	defer l.mu.Unlock()
	var out []push
	for _, p := range l.told {
		if p.Kind == "message" {
			out = append(out, p)
		}
	}
	return out
}

// await waits until enough says yes of what was told, or for at most d.
func (l *line) await(ctx context.Context, d time.Duration, enough func([]push) bool) bool {
	ctx, cancel := context.WithTimeout(ctx, d)
	defer cancel()
	for !enough(l.messages()) {
		select {
		case <-ctx.Done():
			return enough(l.messages())
		case <-l.wake:
		}
	}
	return true
}

func (l *line) close() { _ = l.conn.Close() } // the other side sees it either way
