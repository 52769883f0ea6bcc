package janrain

import (
	"context"
	"encoding/json"
	"time"
)

// AnalyticsAccessParams is a time, in days: of each Time, the day in its own zone.
type AnalyticsAccessParams struct {
	Start time.Time `url:"start" layout:"01/02/2006" check:"required" print:"yes"` // its first day; required
	End   time.Time `url:"end" layout:"01/02/2006" check:"required" print:"yes"`   // its last day; required
}

func (p AnalyticsAccessParams) crossCheck() *ParamError {
	fourDigits := func(t time.Time) bool { return t.Year() >= 1000 && t.Year() <= 9999 }
	switch {
	case !fourDigits(p.Start):
		return &ParamError{Field: "Start", Parameter: "start", Reason: "has a year that is not one of four digits"}
	case !fourDigits(p.End):
		return &ParamError{Field: "End", Parameter: "end", Reason: "has a year that is not one of four digits"}
	case p.End.Format(time.DateOnly) < p.Start.Format(time.DateOnly):
		return &ParamError{Field: "End", Parameter: "end", Reason: "is before Start"}
	}
	return nil
}

// AnalyticsAccess is the answer of analytics_access. The URL is not printed:
// there is a token in it.
type AnalyticsAccess struct {
	URL string `json:"url"` // the export of the sign-ins of that time

	Extra map[string]json.RawMessage // members without a field
}

func (a *AnalyticsAccess) validate() error { return requireMember("url", a.URL) }

var analyticsAccess = post("api/v2/analytics_access", repeatable)

// AnalyticsAccess returns the URL of an export of sign-ins.
//
// API: https://identitydocs.akamai.com/home/analytics-access (no longer listed)
func (c *Client) AnalyticsAccess(ctx context.Context, params AnalyticsAccessParams) (*AnalyticsAccess, error) {
	return fetch[AnalyticsAccess](ctx, c, analyticsAccess, params)
}
