package config

import "time"

// Settings is the table: name, default, meaning. An empty default means that
// the part of the product behind it runs embedded. A setting is listed when
// something reads it, not before.
func Settings() []Setting {
	return []Setting{
		{Name: "MANYHANDS_DATA", Doc: "data directory: embedded PostgreSQL, attachments, keys; empty: the data home of who runs it", read: text(func(c *Config) *string { return &c.DataDir })},
		{Name: "MANYHANDS_ADDR", Default: "127.0.0.1:8080", Doc: "where the server listens; port 0 picks one and prints it", read: text(func(c *Config) *string { return &c.Addr })},
		{Name: "MANYHANDS_PG_BIN", Doc: "folder with postgres and initdb; empty: searched for", read: text(func(c *Config) *string { return &c.PGBin })},
		{Name: "DATABASE_URL", Doc: "a PostgreSQL of yours; empty: the program runs one of its own", Secret: true, read: text(func(c *Config) *string { return &c.DatabaseURL })},
		{Name: "REDIS_URL", Doc: "Redis that several copies share for live pushes; empty: in memory, one copy", Secret: true, read: text(func(c *Config) *string { return &c.RedisURL })},
		{Name: "MANYHANDS_SIGNING_KEY", Doc: "key of the access tokens, at least 32 characters; empty: made once and kept in the data directory", Secret: true, read: text(func(c *Config) *string { return &c.SigningKey })},
		{Name: "MANYHANDS_ACCESS_LIFE", Default: "15m", Doc: "how long an access token lives", read: span(func(c *Config) *time.Duration { return &c.AccessLife })},
		{Name: "MANYHANDS_REFRESH_LIFE", Default: "720h", Doc: "how long a session lives without use", read: span(func(c *Config) *time.Duration { return &c.RefreshLife })},
		{Name: "MANYHANDS_LOG_LEVEL", Default: "info", Doc: "debug, info, warn or error", read: text(func(c *Config) *string { return &c.LogLevel })},
		{Name: "MANYHANDS_LOG_FORMAT", Default: "text", Doc: "text or json", read: text(func(c *Config) *string { return &c.LogFormat })},
		{Name: "MANYHANDS_MAX_BODY", Default: "33554432", Doc: "largest request body in bytes", read: whole(func(c *Config) *int64 { return &c.MaxBody })},
		{Name: "MANYHANDS_DEMO", Default: "false", Doc: "fill an empty database with the demo world and show its log-ins", read: yes(func(c *Config) *bool { return &c.Demo })},
		{Name: "OPENAI_BASE_URL", Doc: "a model endpoint that speaks OpenAI's API, such as http://127.0.0.1:11434/v1; empty, and no key: everything works without a model", read: text(func(c *Config) *string { return &c.ModelURL })},
		{Name: "OPENAI_API_KEY", Doc: "key of the model endpoint", Secret: true, read: text(func(c *Config) *string { return &c.ModelKey })},
		{Name: "OPENAI_MODEL", Doc: "the model that phrases answers and reads what the bot could not; empty: none", read: text(func(c *Config) *string { return &c.ModelChat })},
		{Name: "OPENAI_EMBED_MODEL", Doc: "the model for embeddings, one more voice where the bot is in doubt what is asked; empty: none", read: text(func(c *Config) *string { return &c.ModelEmbed })},
		{Name: "OPENAI_VOICE_MODEL", Doc: "the model that understands voice messages; empty: they go to a person", read: text(func(c *Config) *string { return &c.ModelVoice })},
		{Name: "MANYHANDS_MODEL_BUDGET", Default: "2000000", Doc: "tokens that one brand may spend at the model in a day (UTC)", read: whole(func(c *Config) *int64 { return &c.ModelBudget })},
		{Name: "STRIPE_API_KEY", Doc: "Stripe key; empty: invoices are paid out of band", Secret: true, read: text(func(c *Config) *string { return &c.StripeKey })},
		{Name: "STRIPE_API_URL", Doc: "another address for Stripe's API, for tests", read: text(func(c *Config) *string { return &c.StripeURL })},
		{Name: "STRIPE_WEBHOOK_SECRET", Doc: "secret that Stripe signs its webhooks with; two, separated by a comma, while one replaces the other", Secret: true, read: text(func(c *Config) *string { return &c.StripeSecret })},
	}
}
