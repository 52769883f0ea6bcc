// Stands in for the widget's script: an element with the class janrainEngage
// opens the sign-in page, one with the id janrainEngageEmbed holds it. With
// janrain.settings.tokenAction = "event" the page gets the token as the event
// onProviderLoginToken, and nothing is posted to the token URL.
(function () {
	var server = new URL(document.currentScript.src).origin;
	var janrain = window.janrain = window.janrain || {};
	var handlers = [];
	janrain.settings = janrain.settings || {};
	janrain.events = janrain.events || {};
	janrain.events.onProviderLoginToken = {
		addHandler: function (handler) { handlers.push(handler); }
	};
	janrain.engage = janrain.engage || {};
	janrain.engage.signin = {
		triggerFlow: function (provider) { go("/" + encodeURIComponent(provider) + "/start"); }
	};

	function isEvent() {
		return janrain.settings.tokenAction === "event";
	}
	function address(path) {
		return server + path + "?token_url=" + encodeURIComponent(janrain.settings.tokenUrl) +
			(isEvent() ? "&token_action=event" : "");
	}
	function go(path) {
		if (isEvent()) {
			window.open(address(path), "janrainEngage", "width=640,height=720");
		} else {
			window.location.assign(address(path));
		}
	}
	function start() {
		document.querySelectorAll(".janrainEngage").forEach(function (element) {
			element.addEventListener("click", function (event) {
				event.preventDefault();
				go("/openid/v2/signin");
			});
		});
		var place = document.getElementById("janrainEngageEmbed");
		if (place) {
			var frame = document.createElement("iframe");
			frame.src = address("/openid/embed");
			frame.title = "Sign in";
			frame.width = 400;
			frame.height = 240;
			place.appendChild(frame);
		}
		if (typeof window.janrainWidgetOnload === "function") {
			window.janrainWidgetOnload();
		}
	}
	window.addEventListener("message", function (event) {
		if (event.origin !== server || !event.data || event.data.janrain !== "onProviderLoginToken") {
			return;
		}
		handlers.forEach(function (handler) { handler({token: event.data.token}); });
	});
	(function wait() {
		if (janrain.ready) {
			start();
		} else {
			window.setTimeout(wait, 20);
		}
	})();
})();
