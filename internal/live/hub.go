package live

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/centrifugal/centrifuge"
)

// Visitor is who opened a connection.
type Visitor struct {
	Name   string // unique a person or shopper
	Topics []Topic
	// May tells whether a topic that the screen asks for later is allowed.
	May func(Topic) bool
	// Life is how long the token that let the visitor in is still good.
	Life time.Duration
}

// Admit reads a token.
type Admit func(ctx context.Context, token string) (Visitor, error)

// Push is what a screen receives.
type Push struct {
	Topic Topic  `json:"topic"`
	Kind  string `json:"kind"`
	Seq   int64  `json:"seq,omitempty"`
	Data  any    `json:"data,omitempty"`
}

// Hub holds the open connections of this copy of the program.
type Hub struct {
	node *centrifuge.Node
	log  *slog.Logger
}

// New starts a hub. With a Redis URL several copies share it, else its topics
// live in memory.
func New(log *slog.Logger, redisURL string, admit Admit) (*Hub, error) {
	node, err := centrifuge.New(centrifuge.Config{LogLevel: centrifuge.LogLevelError, LogHandler: func(e centrifuge.LogEntry) {
		log.Error("live engine", "message", e.Message)
	}})
	if err != nil {
		return nil, fmt.Errorf("make live engine: %w", err)
	}
	if redisURL != "" {
		if err := useRedis(node, redisURL); err != nil {
			return nil, err
		}
	}
	h := &Hub{node: node, log: log}
	node.OnConnecting(func(ctx context.Context, e centrifuge.ConnectEvent) (centrifuge.ConnectReply, error) {
		return h.connect(ctx, e, admit)
	})
	node.OnConnect(listenForTopics)
	if err := node.Run(); err != nil {
		return nil, fmt.Errorf("start live engine: %w", err)
	}
	return h, nil
}

// historySize and historyLife are how far back a dropped line recovers by
// itself; beyond that the screen reads again by seq.
const (
	historySize = 100
	historyLife = 5 * time.Minute
)

func (h *Hub) connect(ctx context.Context, e centrifuge.ConnectEvent, admit Admit) (centrifuge.ConnectReply, error) {
	v, err := admit(ctx, e.Token)
	if err != nil {
		return centrifuge.ConnectReply{}, centrifuge.DisconnectInvalidToken
	}
	subs := make(map[string]centrifuge.SubscribeOptions, len(v.Topics))
	for _, t := range v.Topics {
		subs[string(t)] = topicOptions
	}
	return centrifuge.ConnectReply{
		Credentials:   &centrifuge.Credentials{UserID: v.Name, ExpireAt: in(v.Life).Unix()},
		Subscriptions: subs, ClientSideRefresh: true,
		Storage: map[string]any{"visitor": v, "admit": admit},
	}, nil
}

var topicOptions = centrifuge.SubscribeOptions{EnableRecovery: true, EnablePositioning: true, EmitPresence: true}

// listenForTopics answers a screen that asks for one more topic, or shows a
// fresh token.
func listenForTopics(c *centrifuge.Client) {
	c.OnSubscribe(func(e centrifuge.SubscribeEvent, done centrifuge.SubscribeCallback) {
		v, _ := stored(c)
		if v.May == nil || !v.May(Topic(e.Channel)) {
			done(centrifuge.SubscribeReply{}, centrifuge.ErrorPermissionDenied)
			return
		}
		done(centrifuge.SubscribeReply{Options: topicOptions}, nil)
	})
	c.OnRefresh(func(e centrifuge.RefreshEvent, done centrifuge.RefreshCallback) {
		_, admit := stored(c)
		if admit == nil {
			done(centrifuge.RefreshReply{Expired: true}, nil)
			return
		}
		v, err := admit(c.Context(), e.Token)
		if err != nil || v.Name != c.UserID() {
			done(centrifuge.RefreshReply{Expired: true}, nil)
			return
		}
		done(centrifuge.RefreshReply{ExpireAt: in(v.Life).Unix()}, nil)
	})
}

func stored(c *centrifuge.Client) (Visitor, Admit) {
	s, release := c.AcquireStorage()
	defer release(s)
	v, _ := s["visitor"].(Visitor)
	a, _ := s["admit"].(Admit)
	return v, a
}

// Poke pushes to whoever listens to a topic; seq is the topic's own count, 0
// where it has none. It is called after the commit; a
// push that fails is logged and the screen reads again by seq.
func (h *Hub) Poke(topic Topic, kind string, seq int64, body any) {
	raw, err := json.Marshal(Push{Topic: topic, Kind: kind, Seq: seq, Data: body})
	if err != nil {
		h.log.Error("write push", "kind", kind, "error", err)
		return
	}
	if _, err := h.node.Publish(string(topic), raw, centrifuge.WithHistory(historySize, historyLife)); err != nil {
		h.log.Error("push", "kind", kind, "error", err)
	}
}

// Whisper pushes what is not worth recovering: typing, a cursor.
func (h *Hub) Whisper(topic Topic, kind string, body any) {
	raw, err := json.Marshal(Push{Topic: topic, Kind: kind, Data: body})
	if err != nil {
		h.log.Error("write whisper", "kind", kind, "error", err)
		return
	}
	if _, err := h.node.Publish(string(topic), raw); err != nil {
		h.log.Error("whisper", "kind", kind, "error", err)
	}
}

// Drop ends a visitor's listening to a topic, on every copy: what was theirs is
// somebody else's now.
func (h *Hub) Drop(visitor string, topic Topic) {
	if err := h.node.Unsubscribe(visitor, string(topic)); err != nil {
		h.log.Error("drop listener", "topic", string(topic), "error", err)
	}
}

// Stop drains: every screen is told to connect again, elsewhere if it can.
func (h *Hub) Stop(ctx context.Context) error {
	if err := h.node.Shutdown(ctx); err != nil && !errors.Is(err, context.Canceled) {
		return fmt.Errorf("stop live engine: %w", err)
	}
	return nil
}

func useRedis(node *centrifuge.Node, url string) error {
	shard, err := centrifuge.NewRedisShard(node, centrifuge.RedisShardConfig{Address: url})
	if err != nil {
		return fmt.Errorf("reach Redis: %w", err)
	}
	broker, err := centrifuge.NewRedisBroker(node, centrifuge.RedisBrokerConfig{Shards: []*centrifuge.RedisShard{shard}})
	if err != nil {
		return fmt.Errorf("use Redis: %w", err)
	}
	presence, err := centrifuge.NewRedisPresenceManager(node, centrifuge.RedisPresenceManagerConfig{Shards: []*centrifuge.RedisShard{shard}})
	if err != nil {
		return fmt.Errorf("use Redis for presence: %w", err)
	}
	node.SetBroker(broker)
	node.SetPresenceManager(presence)
	return nil
}
