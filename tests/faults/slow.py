"""See slow_settings.py."""

import time

WAIT = 0.1


class SlowAnswerMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.method == "POST":
            time.sleep(WAIT)
        return response
