package play

import "context"

func (s *Stage) bill(ctx context.Context) error { return nil }
func (s *Stage) wall(ctx context.Context) error { return nil }
