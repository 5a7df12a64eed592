// Package account owns people, brands, roles, sessions, the profile of an
// agent and the tags that an agent holds, and the answers kept for requests
// that carried an Idempotency-Key.
//
// It does not own what a tag is earned by (training), what an agent is paid
// (billing) or when one is free (matching).
//
// Its words: a person signs in with one role; brand people belong to one
// brand; a session is a family of refresh tokens, each used once.
package account
