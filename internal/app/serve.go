package app

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net"
	"syscall"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/manyhands/manyhands/api"
	"github.com/manyhands/manyhands/internal/clock"
	"github.com/manyhands/manyhands/internal/config"
)

var serveCommand = command{
	name: "serve", summary: "run the product", example: "manyhands serve",
	run: func(ctx context.Context, std stdio, fs *flag.FlagSet, args []string) error {
		ahead := fs.Duration("clock-ahead", 0, "for a rehearsal: how far its clock is ahead of the machine's; the same for every copy")
		if err := parse(fs, args); err != nil {
			return err
		}
		cfg, err := config.FromEnvironment()
		if err != nil {
			return err
		}
		var c clock.Clock = clock.System{}
		if *ahead != 0 {
			c = clock.NewMovableAt(c, c.Now().Add(*ahead))
		}
		return serve(ctx, cfg, c, std)
	},
}

// serve runs until ctx ends.
func serve(ctx context.Context, cfg config.Config, c clock.Clock, std stdio) error {
	say := func(line string) { fmt.Fprintln(std.err, "manyhands: "+line) }
	w, err := openWorld(ctx, cfg, c, std.err, say)
	if err != nil {
		return err
	}
	defer w.close()
	doors := w.doors()
	if cfg.Demo {
		logins, err := w.seedPeople(ctx, say)
		if err != nil {
			return err
		}
		doors.DemoLogins = func() []api.DemoLogin { return logins }
	}
	if err := w.start(ctx); err != nil {
		return err
	}
	ln, err := listen(cfg.Addr)
	if err != nil {
		return err
	}
	say("ready on http://" + ln.Addr().String())
	return w.answer(ctx, api.New(doors), ln)
}

// answer serves until ctx ends or the database of our own does.
func (w *world) answer(ctx context.Context, app *fiber.App, ln net.Listener) error {
	ended := make(chan error, 1)
	go func() { ended <- app.Listener(patient{ln}) }()
	select {
	case err := <-ended:
		return fmt.Errorf("serve: %w", err)
	case <-w.db.Gone():
		return errors.New("PostgreSQL ended; start the program again and it recovers")
	case <-ctx.Done():
	}
	w.log.Info("stopping: finishing what is at work")
	if err := app.ShutdownWithTimeout(10 * time.Second); err != nil {
		w.log.Warn("some requests were cut off", "error", err)
	}
	_ = ln.Close() // a server that was told to end before it had begun listens on
	<-ended
	return nil
}

func listen(addr string) (net.Listener, error) {
	ln, err := net.Listen("tcp", addr) //nolint:noctx // it opens at once or not at all
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, fmt.Errorf("%s is in use: stop what runs there, or set MANYHANDS_ADDR (port 0 picks a free one)", addr)
	}
	if err != nil {
		return nil, fmt.Errorf("listen on %s: %w", addr, err)
	}
	return ln, nil
}

// patient waits out "too many open files", which fasthttp would take as the
// end of the listener and so of the server.
type patient struct{ net.Listener }

func (p patient) Accept() (net.Conn, error) {
	for wait := 5 * time.Millisecond; ; wait = min(2*wait, time.Second) {
		c, err := p.Listener.Accept()
		if !errors.Is(err, syscall.EMFILE) && !errors.Is(err, syscall.ENFILE) {
			return c, err
		}
		<-time.After(wait)
	}
}
