package api

import (
	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/fiber/v2/middleware/adaptor"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// mountHealth: alive, able to serve, and the figures that a scraper reads.
func (s *surface) mountHealth() {
	s.app.Get("/healthz", func(c *fiber.Ctx) error { return c.JSON(fiber.Map{"status": "ok"}) })
	s.app.Get("/readyz", func(c *fiber.Ctx) error {
		if s.doors.Ready != nil {
			if err := s.doors.Ready(c.UserContext()); err != nil {
				s.doors.Log.Warn("not ready", "error", err)
				return c.Status(fiber.StatusServiceUnavailable).JSON(fiber.Map{"status": "not ready"})
			}
		}
		return c.JSON(fiber.Map{"status": "ready"})
	})
	figures := prometheus.Gatherers{prometheus.DefaultGatherer}
	if s.doors.Metrics != nil {
		figures = append(figures, s.doors.Metrics)
	}
	// One part that cannot be counted, such as a database gone, hides no other.
	s.app.Get("/metrics", adaptor.HTTPHandler(promhttp.HandlerFor(figures, promhttp.HandlerOpts{ErrorHandling: promhttp.ContinueOnError})))
}
