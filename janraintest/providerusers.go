package janraintest

import "github.com/janrain-go/janrain"

// traits are the providers that the vendor names, by their specifiers. The
// identifiers of Facebook, Google, Twitter, LinkedIn, Yahoo!, Windows Live and
// MyOpenID have the service's form; those of the others are made up, since no
// recorded response shows one.
var traits = map[janrain.Provider]trait{
	janrain.ProviderAmazon: {
		"Amazon", "https://www.amazon.com/ap/id/amzn1.account.MIRA", "name email",
		func() janrain.AccessCredentials {
			return &janrain.AmazonCredentials{
				AccessToken: token("amazon"), UID: "amzn1.account.MIRA", Expires: expires,
				RefreshToken: token("amazon-refresh"), Scopes: []string{"profile", "postal_code"},
			}
		}, nil,
	},
	janrain.ProviderAOL:      {"AOL", "http://openid.aol.com/miraokafor", "fullname email verified", nil, nil},
	janrain.ProviderApple:    {"Apple", "https://appleid.apple.com/001234.mira.0987", "name email verified", nil, nil},
	janrain.ProviderBlogger:  {"Blogger", "http://miraokafor.blogspot.com/", "fullname url", nil, nil},
	janrain.ProviderDocCheck: {"DocCheck", "https://login.doccheck.com/user/mira", "name email", nil, nil},
	janrain.ProviderDoximity: {"Doximity", "https://www.doximity.com/profiles/mira", "name email verified", nil, nil},
	janrain.ProviderDisqus: {
		"Disqus", "http://disqus.com/users/1001", "fullname url photo",
		func() janrain.AccessCredentials {
			return &janrain.DisqusCredentials{
				AccessToken: token("disqus"), UID: "1001", Expires: expires,
				RefreshToken: token("disqus-refresh"), Type: "OAuth2",
			}
		}, nil,
	},
	janrain.ProviderFacebook: {
		"Facebook", "http://www.facebook.com/profile.php?id=1001",
		"name email verified url photo gender birthday utc address",
		func() janrain.AccessCredentials {
			return &janrain.FacebookCredentials{
				AccessToken: token("facebook"), Expires: expires, UID: "1001", Type: "Facebook",
				Scopes: []string{"email", "user_friends"},
			}
		},
		func(user *janrain.AuthInfo) {
			user.Friends = people("http://www.facebook.com/profile.php?id=")
			user.ProviderData.Facebook = &janrain.FacebookData{
				Albums: raw(`[{"id":"31","name":"Lenses"}]`), Games: raw(`[]`),
				Groups: raw(`[{"id":"41","name":"Night sky Utrecht"}]`), Videos: raw(`[]`),
			}
		},
	},
	janrain.ProviderFimnet: {"Fimnet", "https://fimnet.fi/id/mira", "name email", nil, nil},
	janrain.ProviderFlickr: {
		"Flickr", "http://www.flickr.com/photos/1001@N01/", "fullname url photo",
		func() janrain.AccessCredentials {
			return &janrain.FlickrCredentials{
				OAuthToken: token("flickr"), OAuthSessionHandle: "flickr-session",
				OAuthTokenSecret: secret("flickr"), Type: "OAuth",
			}
		}, nil,
	},
	janrain.ProviderFoursquare: {
		"Foursquare", "https://foursquare.com/user/1001", "name email photo gender", nil,
		func(user *janrain.AuthInfo) {
			user.ProviderData.Foursquare = &janrain.FoursquareData{Type: "user", Pings: true, Relationship: "self"}
		},
	},
	janrain.ProviderGoogle: {
		"Google", "https://www.google.com/profiles/104001000000000001001", "name email verified url photo",
		func() janrain.AccessCredentials {
			return &janrain.GoogleCredentials{
				OAuthToken: token("google"), OAuthTokenSecret: secret("google"),
				Scopes: []string{"Google Contacts", "Google Calendar"}, Type: "OAuth",
			}
		},
		func(user *janrain.AuthInfo) { user.Profile.GoogleUserID = "104001000000000001001" },
	},
	janrain.ProviderGooglePlus: {
		"Google+", "https://plus.google.com/104001000000000001001", "name email verified url photo gender",
		func() janrain.AccessCredentials {
			return &janrain.GooglePlusCredentials{
				AccessToken: token("googleplus"), UID: "104001000000000001001", Expires: expires,
				Scopes: []string{"openid", "email", "profile"}, Type: "OAuth2",
			}
		},
		func(user *janrain.AuthInfo) { user.Profile.GoogleUserID = "104001000000000001001" },
	},
	janrain.ProviderHyves: {"Hyves", "http://miraokafor.hyves.nl/", "name url photo", nil, nil},
	janrain.ProviderInstagram: {
		"Instagram", "http://instagram.com/users/1001", "fullname photo",
		func() janrain.AccessCredentials {
			return &janrain.InstagramCredentials{
				AccessToken: token("instagram"), UID: "1001", Scopes: []string{"basic"}, Type: "OAuth2",
			}
		}, nil,
	},
	janrain.ProviderLINE: {"LINE", "https://line.me/id/mira", "fullname photo", nil, nil},
	janrain.ProviderLinkedIn: {
		"LinkedIn", "http://www.linkedin.com/profile?viewProfile=MiRa1001Xy", "name email verified url photo",
		func() janrain.AccessCredentials {
			return &janrain.LinkedInCredentials{
				OAuthToken: token("linkedin"), OAuthTokenSecret: secret("linkedin"), Type: "OAuth",
			}
		},
		func(user *janrain.AuthInfo) {
			user.ProviderData.LinkedIn = &janrain.LinkedInData{
				Industry: "Medical devices", NumRecommenders: 4,
				Positions: raw(`[{"title":"Optician","company":"Example Instruments"}]`), Skills: raw(`["lenses"]`),
			}
		},
	},
	janrain.ProviderLiveID: {
		"Windows Live", "http://cid-00000000000003e9.spaces.live.com/", "name email",
		microsoftCredentials, nil,
	},
	janrain.ProviderLiveJournal: {"LiveJournal", "http://miraokafor.livejournal.com/", "fullname", nil, nil},
	janrain.ProviderMedikey:     {"Medikey", "https://www.medikey.it/id/mira", "name email", nil, nil},
	janrain.ProviderMedy:        {"Medy", "https://www.medy.jp/id/mira", "name email", nil, nil},
	janrain.ProviderMicrosoftAccount: {
		"Microsoft Account", "http://cid-00000000000003e9.spaces.live.com/", "email",
		microsoftCredentials, nil,
	},
	janrain.ProviderMixi: {
		"Mixi", "http://mixi.jp/show_profile.pl?id=1001", "fullname url photo",
		func() janrain.AccessCredentials {
			return &janrain.MixiCredentials{
				AccessToken: token("mixi"), RefreshToken: token("mixi-refresh"), Expires: expires,
				Scopes: []string{"r_profile"},
			}
		},
		func(user *janrain.AuthInfo) {
			user.ProviderData.Mixi = &janrain.MixiData{
				Occupation: "optician", BloodType: "O", FavoriteThings: raw(`[{"category":"food","item":"ramen"}]`),
			}
		},
	},
	janrain.ProviderMyDigipass: {
		"MYDIGIPASS.COM", "https://www.mydigipass.com/users/1001", "name email verified",
		func() janrain.AccessCredentials {
			return &janrain.MyDigipassCredentials{AccessToken: token("mydigipass"), UID: "1001", Type: "OAuth2"}
		}, nil,
	},
	janrain.ProviderMyOpenID: {
		"MyOpenID", "http://miraokafor.myopenid.com/",
		"fullname email url photo gender utc", nil, nil,
	},
	janrain.ProviderMySpace: {
		"MySpace", "http://www.myspace.com/1001", "name url photo",
		func() janrain.AccessCredentials {
			return &janrain.MySpaceCredentials{
				OAuthToken: token("myspace"), OAuthSessionHandle: "myspace-session",
				OAuthTokenSecret: secret("myspace"), Type: "OAuth",
			}
		}, nil,
	},
	janrain.ProviderNetlog: {"Netlog", "http://nl.netlog.com/miraokafor", "fullname photo", nil, nil},
	janrain.ProviderOdnoklassniki: {
		"Odnoklassniki", "http://www.odnoklassniki.ru/profile/1001",
		"name photo", nil, nil,
	},
	janrain.ProviderOneKey: {"OneKey", "https://www.onekeyconnect.com/id/mira", "name email", nil, nil},
	janrain.ProviderOpenID: {"Other", "http://mira.example.com/", "fullname url", nil, nil},
	janrain.ProviderOrkut: {
		"Orkut", "http://www.orkut.com/Main#Profile?uid=1001", "name photo",
		func() janrain.AccessCredentials {
			return &janrain.OrkutCredentials{
				OAuthToken: token("orkut"), OAuthTokenSecret: secret("orkut"), Type: "OAuth",
			}
		}, nil,
	},
	janrain.ProviderPayPal: {
		"PayPal", "https://www.paypal.com/webapps/auth/identity/user/MIRA1001",
		"name email verified address phone", payPalCredentials, verifiedPayPal,
	},
	janrain.ProviderPayPalOpenID: {
		"PayPal", "https://www.paypal.com/webapps/auth/identity/user/MIRA1001",
		"name email verified address phone", payPalCredentials, verifiedPayPal,
	},
	janrain.ProviderQQ: {
		"QQ", "http://openid.qq.com/1001", "fullname photo gender",
		func() janrain.AccessCredentials {
			return &janrain.QQCredentials{
				AccessToken: token("qq"), UID: "1001", Scopes: []string{"get_user_info"}, Type: "OAuth2",
			}
		}, nil,
	},
	janrain.ProviderRenRen: {
		"Renren", "http://www.renren.com/profile.do?id=1001", "fullname photo gender birthday",
		func() janrain.AccessCredentials {
			return &janrain.RenRenCredentials{
				Type: "OAuth2", OAuthToken: token("renren"), UID: "1001", Expires: expires,
			}
		}, nil,
	},
	janrain.ProviderSalesforce: {
		"Salesforce", "https://login.salesforce.com/id/00D000000000001/005000000001001",
		"name email verified utc phone", nil,
		func(user *janrain.AuthInfo) {
			user.ProviderData.Salesforce = &janrain.SalesforceData{Locale: "nl_NL", UserType: "STANDARD", Active: true}
		},
	},
	janrain.ProviderSinaWeibo: {
		"Sina Weibo", "http://weibo.com/u/1001", "fullname url photo gender",
		func() janrain.AccessCredentials {
			return &janrain.SinaWeiboCredentials{Type: "OAuth2", OAuthToken: token("sinaweibo"), UID: "1001"}
		},
		func(user *janrain.AuthInfo) { connect(user, "http://weibo.com/u/") },
	},
	janrain.ProviderSoundCloud: {
		"SoundCloud", "http://soundcloud.com/users/1001", "fullname url photo",
		func() janrain.AccessCredentials {
			return &janrain.SoundCloudCredentials{Type: "OAuth2", OAuthToken: token("soundcloud"), UID: "1001"}
		},
		func(user *janrain.AuthInfo) { connect(user, "http://soundcloud.com/users/") },
	},
	janrain.ProviderTencentWeibo: {"Tencent Weibo", "http://t.qq.com/miraokafor", "fullname photo", nil, nil},
	janrain.ProviderTumblr: {
		"Tumblr", "http://miraokafor.tumblr.com/", "fullname url photo",
		func() janrain.AccessCredentials {
			return &janrain.TumblrCredentials{
				OAuthToken: token("tumblr"), OAuthTokenSecret: secret("tumblr"), UID: "miraokafor", Type: "OAuth",
			}
		}, nil,
	},
	janrain.ProviderTwitter: {
		"Twitter", "http://twitter.com/account/profile?user_id=1001", "fullname url photo utc",
		func() janrain.AccessCredentials {
			return &janrain.TwitterCredentials{
				OAuthToken: token("twitter"), OAuthTokenSecret: secret("twitter"), Type: "OAuth",
			}
		},
		func(user *janrain.AuthInfo) { connect(user, "http://twitter.com/account/profile?user_id=") },
	},
	janrain.ProviderVerisign: {"VeriSign", "http://miraokafor.pip.verisignlabs.com/", "fullname email", nil, nil},
	janrain.ProviderVK: {
		"VK", "http://vk.com/id1001", "name photo gender birthday",
		func() janrain.AccessCredentials {
			return &janrain.VKCredentials{
				AccessToken: token("vk"), UID: "1001", Expires: expires, Scopes: []string{"friends", "offline"},
				Type: "OAuth2",
			}
		}, nil,
	},
	janrain.ProviderVZN: {
		"VZ-Netzwerke", "http://www.studivz.net/Profile/1001",
		"name gender birthday", nil, nil,
	},
	janrain.ProviderWeChat:    {"WeChat", "https://open.weixin.qq.com/user/1001", "fullname photo", nil, nil},
	janrain.ProviderWordPress: {"WordPress", "http://miraokafor.wordpress.com/", "fullname email url", nil, nil},
	janrain.ProviderXing: {
		"Xing", "https://www.xing.com/profile/Mira_Okafor", "name email verified url photo birthday address",
		func() janrain.AccessCredentials {
			return &janrain.XingCredentials{
				OAuthToken: token("xing"), OAuthTokenSecret: secret("xing"), UID: "1001_mira", Type: "OAuth",
			}
		}, nil,
	},
	janrain.ProviderYahoo: {
		"Yahoo!", "https://me.yahoo.com/a/MiRa1001xYz0000000000000000--#a1b2c",
		"fullname email verified photo gender utc",
		func() janrain.AccessCredentials {
			return &janrain.YahooCredentials{
				OAuthToken: token("yahoo"), OAuthSessionHandle: "yahoo-session",
				OAuthTokenSecret: secret("yahoo"), Type: "OAuth",
			}
		}, nil,
	},
}

func microsoftCredentials() janrain.AccessCredentials {
	return &janrain.MicrosoftAccountCredentials{EACT: token("microsoft"), Type: "WindowsLive"}
}

func payPalCredentials() janrain.AccessCredentials {
	return &janrain.PayPalCredentials{UID: "MIRA1001"}
}

func verifiedPayPal(user *janrain.AuthInfo) {
	user.ProviderData.PayPal = &janrain.PayPalData{VerifiedAccount: true}
}

// connect gives a user followers and users to follow.
func connect(user *janrain.AuthInfo, prefix string) {
	user.Following = people(prefix)
	user.Followers = people(prefix)[1:]
	user.Friendships = people(prefix)[1:]
}
