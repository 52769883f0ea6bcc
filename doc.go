package janrain

//go:generate go run ./internal/gen
