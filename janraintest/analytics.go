package janraintest

import (
	"net/url"
	"time"
)

var analyticsEndpoints = []endpoint{
	post("/api/v2/analytics_access", "start:date! end:date!", call.analyticsAccess),
}

// analyticsAccess returns a link to a report. The fake has no page there.
func (c call) analyticsAccess() (members, *refusal) {
	var days [2]time.Time
	for i, name := range words("start end") {
		days[i], _ = time.Parse("01/02/2006", c.form.Get(name)) // it has been checked
	}
	if days[1].Before(days[0]) {
		return nil, invalid("end")
	}
	query := url.Values{
		"access_token": {randomHex(20)}, "start": {c.form.Get("start")}, "end": {c.form.Get("end")}, "api": {"true"},
	}
	return members{{"url", c.state.url + "/export?" + query.Encode()}}, nil
}
