"""Error pages: what happened, that nothing was lost, where to go. A 404 reads the same for absent and not yours."""

from django.shortcuts import render


def refusal_page(request, refusal, status: int):
    context = {"refusal": refusal, "reason": refusal.reason, **refusal.details}
    return render(request, f"{status}.html", context, status=status)


def bad_request(request, exception=None):
    return render(request, "400.html", status=400)


def denied(request, exception=None):
    return render(request, "403.html", {"reason": "Ông/bà không có quyền mở trang này."}, status=403)


def not_found(request, exception=None):
    return render(request, "404.html", status=404)


def csrf_failure(request, reason=""):
    return render(
        request,
        "403.html",
        {"reason": "Phiên làm việc đã hết hạn hoặc trang đã cũ. Quay lại, tải lại trang rồi gửi lại; nội dung đã lưu nháp không mất."},
        status=403,
    )
