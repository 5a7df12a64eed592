// Command manyhands is the whole product: the server, the demo and the file
// commands that try one part of it on files.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"github.com/manyhands/manyhands/internal/app"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	os.Exit(app.Main(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}
