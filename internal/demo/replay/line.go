package replay

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/fasthttp/websocket"

	"github.com/manyhands/manyhands/internal/clock"
)

// push is one thing that a screen is told.
type push struct {
	Topic string          `json:"topic"`
	Kind  string          `json:"kind"`
	Seq   int64           `json:"seq"`
	Data  json.RawMessage `json:"data"`
}

// line is a screen's WebSocket, kept open as the widget keeps its own: it comes
// back by itself, ever more slowly, and on coming back reads what was missed.
type line struct {
	wire  *wire
	token string
	// heard takes each push with the moment at which it was there.
	heard func(p push, at time.Time)
	// fresh is told of a new connection before anything comes over it; up when
	// it listens, to read again what was missed.
	fresh func()
	up    func(ctx context.Context)

	mu      sync.Mutex // covers what follows, and writes to conn
	conn    *websocket.Conn
	topics  map[string]bool // asked for besides the token's own
	asked   int             // commands sent on this connection
	waiting map[int]chan error
}

var dialer = websocket.Dialer{HandshakeTimeout: 10 * time.Second, ReadBufferSize: 2 << 10, WriteBufferSize: 1 << 10}

// run keeps the line until ctx ends.
func (l *line) run(ctx context.Context) {
	stop := context.AfterFunc(ctx, l.drop)
	defer stop()
	for failures := 0; ctx.Err() == nil; {
		if err := l.once(ctx, &failures); err != nil && ctx.Err() == nil {
			l.wire.leave()
		}
		const first, longest = 500 * time.Millisecond, 15 * time.Second // the widget's own
		if !pause(ctx, min(longest, first<<min(failures, 5))) {
			return
		}
		failures++
	}
}

// once connects, and listens until the connection ends.
func (l *line) once(ctx context.Context, failures *int) error {
	conn, _, err := dialer.DialContext(ctx, "ws"+strings.TrimPrefix(l.wire.base(), "http")+"/live", nil)
	if err != nil {
		return fmt.Errorf("open line: %w", err)
	}
	defer func() { _ = conn.Close() }()
	connect, err := json.Marshal(map[string]any{"id": 1, "connect": map[string]string{"token": l.token}})
	if err != nil {
		return fmt.Errorf("write connect: %w", err)
	}
	l.fresh()
	if err := conn.WriteMessage(websocket.TextMessage, connect); err != nil {
		return fmt.Errorf("connect line: %w", err)
	}
	l.mu.Lock()
	l.conn, l.asked, l.waiting = conn, 1, map[int]chan error{}
	l.mu.Unlock()
	var rising sync.WaitGroup
	defer rising.Wait()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	if ctx.Err() != nil { // it ended while we dialled, and drop saw no connection
		return nil
	}
	for {
		_, frame, err := conn.ReadMessage()
		if err != nil {
			l.hangUp()
			return fmt.Errorf("line broke: %w", err)
		}
		at := clock.System{}.Now()
		for part := range bytes.SplitSeq(frame, []byte("\n")) {
			switch kind := l.take(part, at); kind {
			case connected:
				*failures = 0
				rising.Go(func() { l.rise(ctx) })
			case turnedAway:
				l.hangUp()
				return fmt.Errorf("connect line: %s", part)
			case nothing:
			}
		}
	}
}

// rise asks for the topics again and reads what was missed.
func (l *line) rise(ctx context.Context) {
	l.mu.Lock()
	topics := make([]string, 0, len(l.topics))
	for t := range l.topics {
		topics = append(topics, t)
	}
	l.mu.Unlock()
	for _, t := range topics {
		_ = l.ask(ctx, t) // refused: it is somebody else's now, and the desk says so
	}
	l.up(ctx)
}

// hangUp answers whoever waits for a subscription that it will not come.
func (l *line) hangUp() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for id, c := range l.waiting {
		c <- errBroke
		delete(l.waiting, id)
	}
	l.conn = nil
}

var errBroke = fmt.Errorf("the line broke")

type took int

const (
	nothing took = iota
	connected
	turnedAway
)

// reply is one frame of the live engine's JSON protocol, as far as a screen
// needs it.
type reply struct {
	ID      int              `json:"id"`
	Connect *json.RawMessage `json:"connect"`
	Error   *struct {
		Code    int    `json:"code"`
		Message string `json:"message"`
	} `json:"error"`
	Push *struct {
		Pub *struct {
			Data push `json:"data"`
		} `json:"pub"`
		Disconnect *json.RawMessage `json:"disconnect"`
	} `json:"push"`
}

func (l *line) take(part []byte, at time.Time) took {
	part = bytes.TrimSpace(part)
	if len(part) == 0 {
		return nothing
	}
	if string(part) == "{}" { // a ping; the answer is the same
		l.mu.Lock()
		defer l.mu.Unlock()
		if l.conn != nil {
			_ = l.conn.WriteMessage(websocket.TextMessage, part) // a dead line ends the reading
		}
		return nothing
	}
	var r reply
	switch err := json.Unmarshal(part, &r); {
	case err != nil:
	case r.Connect != nil:
		return connected
	case r.Push != nil && r.Push.Pub != nil:
		l.heard(r.Push.Pub.Data, at)
	case r.Push != nil && r.Push.Disconnect != nil, r.ID == 1 && r.Error != nil:
		return turnedAway
	case r.ID > 1:
		var err error
		if r.Error != nil {
			err = fmt.Errorf("%d %s", r.Error.Code, r.Error.Message)
		}
		l.mu.Lock()
		defer l.mu.Unlock()
		if c, ok := l.waiting[r.ID]; ok {
			c <- err
			delete(l.waiting, r.ID)
		}
	}
	return nothing
}

// listen asks for one more topic, now and after every reconnection.
func (l *line) listen(ctx context.Context, topic string) error {
	l.mu.Lock()
	if l.topics == nil {
		l.topics = map[string]bool{}
	}
	l.topics[topic] = true
	l.mu.Unlock()
	return l.ask(ctx, topic)
}

func (l *line) leave(topic string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.topics, topic)
}

func (l *line) ask(ctx context.Context, topic string) error {
	done := make(chan error, 1)
	l.mu.Lock()
	if l.conn == nil {
		l.mu.Unlock()
		return errBroke // rise asks again
	}
	l.asked++
	l.waiting[l.asked] = done
	raw, err := json.Marshal(map[string]any{"id": l.asked, "subscribe": map[string]string{"channel": topic}})
	if err == nil {
		err = l.conn.WriteMessage(websocket.TextMessage, raw)
	}
	l.mu.Unlock()
	if err != nil {
		return fmt.Errorf("ask for %s: %w", topic, err)
	}
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// drop breaks the connection without a word, as a tunnel does.
func (l *line) drop() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.conn != nil {
		_ = l.conn.NetConn().Close()
	}
}
