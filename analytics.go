package janrain

import (
	"context"
	"encoding/json"
	"time"
)

// AnalyticsAccessParams is a range of days. Only the dates of Start and End are used, each in its
// own time zone.
type AnalyticsAccessParams struct {
	Start time.Time `url:"start" layout:"01/02/2006" check:"required" print:"yes"` // the first day; required
	End   time.Time `url:"end" layout:"01/02/2006" check:"required" print:"yes"`   // the last day; required
}

func (p AnalyticsAccessParams) crossCheck() *ParamError {
	fourDigits := func(t time.Time) bool { return t.Year() >= 1000 && t.Year() <= 9999 }
	switch {
	case !fourDigits(p.Start):
		return &ParamError{Field: "Start", Parameter: "start", Reason: "has a year without exactly four digits"}
	case !fourDigits(p.End):
		return &ParamError{Field: "End", Parameter: "end", Reason: "has a year without exactly four digits"}
	case p.End.Format(time.DateOnly) < p.Start.Format(time.DateOnly):
		return &ParamError{Field: "End", Parameter: "end", Reason: "is before Start"}
	}
	return nil
}

// AnalyticsAccess is the response of analytics_access. The URL is not printed, because it
// contains a token.
type AnalyticsAccess struct {
	URL string `json:"url"` // of the export

	Extra map[string]json.RawMessage // members without a field
}

func (a *AnalyticsAccess) validate() error { return requireMember("url", a.URL) }

var analyticsAccess = post("api/v2/analytics_access", repeatable)

// AnalyticsAccess returns the URL of an export of the sign-ins in a range of days.
//
// API: https://identitydocs.akamai.com/home/analytics-access (no longer listed)
func (c *Client) AnalyticsAccess(ctx context.Context, params AnalyticsAccessParams) (*AnalyticsAccess, error) {
	return fetch[AnalyticsAccess](ctx, c, analyticsAccess, params)
}
