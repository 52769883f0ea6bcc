package janraintest_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestLegacyCallErrors(t *testing.T) {
	a := firstApp(t)
	const publisher = "identifier=http://twitter.com/x"
	for name, tc := range map[string]struct{ method, parameters, want string }{
		"a status without a user":        {"set_status", "status=s", `"code":0,"msg":"Missing parameter: identifier"`},
		"a status of two users":          {"set_status", "status=s&device_token=d&" + publisher, `"code":1,"msg":"Invalid parameter: device_token"`},
		"a bus without a user":           {"set_backplane_properties", "server=s&bus=b&password=p", `"code":0,"msg":"Missing parameter: username"`},
		"a bus without a password":       {"set_backplane_properties", "server=s&bus=b&username=u", `"code":0,"msg":"Missing parameter: password"`},
		"an activity about nothing":      {"activity", `activity={"action":"reads"}&` + publisher, `"code":1,"msg":"Invalid parameter: activity"`},
		"an activity without a user":     {"activity", `activity={"action":"reads","url":"https://shop.example/"}`, `"code":0,"msg":"Missing parameter: identifier"`},
		"an activity that is not JSON":   {"activity", "activity=reads&" + publisher, `"code":1,"msg":"Invalid parameter: activity"`},
		"an activity that is null":       {"activity", "activity=null&" + publisher, `"code":1,"msg":"Invalid parameter: activity"`},
		"a broadcast without a user":     {"sharing/broadcast", "message=m", `"code":0,"msg":"Missing parameter: identifier"`},
		"a message without a sender":     {"sharing/direct", `recipients=["1"]`, `"code":0,"msg":"Missing parameter: identifier"`},
		"a message to no list":           {"sharing/direct", "recipients=1&" + publisher, `"code":1,"msg":"Invalid parameter: recipients"`},
		"a message without recipients":   {"sharing/direct", "recipients=[]&" + publisher, `"code":1,"msg":"Invalid parameter: recipients"`},
		"a day in another format":        {"analytics_access", "start=2026-01-31&end=02/28/2026", `"code":1,"msg":"Invalid parameter: start"`},
		"an invalid day":                 {"analytics_access", "start=01/31/2026&end=02/30/2026", `"code":1,"msg":"Invalid parameter: end"`},
		"an end before the start":        {"analytics_access", "start=02/28/2026&end=01/31/2026", `"code":1,"msg":"Invalid parameter: end"`},
		"an unknown token among two":     {"auth_infos", "tokens=a,b", `"code":2,"msg":"Data not found"`},
		"a token of an unknown provider": {"signin/oauth_token", "provider=nobody&token=t", `"code":1,"msg":"Invalid provider: nobody"`},
		"a provider without a token":     {"signin/oauth_token", "provider=facebook", `"code":0,"msg":"Missing parameter: token"`},
		"a code without a redirect URI":  {"signin/oauth_token", "provider=wechat&code=c", `"code":0,"msg":"Missing parameter: redirect_uri"`},
		"half of Twitter's token":        {"signin/oauth_token", "provider=twitter&token=t", `"code":0,"msg":"Missing parameter: token-secret"`},
	} {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, tc.want, a.refused(t, tc.method, tc.parameters))
		})
	}
}

func TestSharingReturnsWhatWasShared(t *testing.T) {
	a := firstApp(t)
	const link = "https://shop.example/lens"
	response := inner(t, a.do(t, "sharing/broadcast", "identifier="+facebookID+"&url="+link+`&message=m&actionLink={"name":"n","link":"https://shop.example/l"}`), "response")
	assert.Equal(t, map[string]any{
		"provider": "facebook", "mode": "broadcast", "success": true,
		"results": []any{map[string]any{"success": true, "share": map[string]any{
			"message": "m", "url": link, "actionLink": map[string]any{"name": "n", "link": "https://shop.example/l"},
		}}},
	}, response)

	response = inner(t, a.do(t, "sharing/direct", `identifier=http://twitter.com/account/profile?user_id=1&media=["clip"]&recipients=["5","6"]&url=`+link), "response")
	assert.Equal(t, "twitter", response["provider"])
	assert.Equal(t, "direct", response["mode"])
	assert.Equal(t, texts("5", "6"), response["recipientIds"])
	results, _ := response["results"].([]any)
	assert.Len(t, results, 2)
	second, _ := results[1].(map[string]any)
	assert.Equal(t, "6", second["recipientId"])
	assert.NotEmpty(t, second["messageId"])
	assert.Equal(t, `["clip"]`, inner(t, second, "share")["media"])

	a.do(t, "set_status", "device_token=d&status=s&truncate=false")
	assert.Equal(t, map[string]any{"url": link, "count": 2.0}, a.do(t, "get_share_count", "url="+link))
}
