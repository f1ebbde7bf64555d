#include "emulator/answer_text.hpp"

#include "emulator/json_writer.hpp"

#include <algorithm>

namespace ecdsnap::emulator {
namespace {

Reply frame_answer(int status, std::string body, const AnswerFrame& frame) {
    Reply reply;
    reply.status = status;
    reply.headers = {{"Date", http_date(frame.date)},
                     {"Content-Type", "application/json;charset=utf-8"},
                     {"x-acs-request-id", frame.request_id}};
    reply.body = std::move(body);
    return reply;
}

}  // namespace

Reply success_answer(std::string body, const AnswerFrame& frame) {
    return frame_answer(200, std::move(body), frame);
}

Reply refusal_answer(const Refusal& refusal, const AnswerFrame& frame) {
    JsonWriter json;
    json.begin_object()
        .member("RequestId", frame.request_id)
        .member("HostId", frame.host)
        .member("Code", refusal.code)
        .member("Message", refusal.message)
        .member("Recommend",
                "https://api.aliyun.com/troubleshoot?q=" + refusal.code + "&product=ecd&requestId=" + frame.request_id)
        .end_object();
    Reply reply = frame_answer(refusal.http_status, json.take(), frame);
    reply.headers.insert(reply.headers.end(), refusal.headers.begin(), refusal.headers.end());
    return reply;
}

Reply server_error_answer(bool internal, const AnswerFrame& frame) {
    if (internal) {
        return refusal_answer(
            refuse(500, "InternalError", "The request processing has failed due to some unknown error."), frame);
    }
    Refusal unavailable = refuse(503, "ServiceUnavailable", "The request has failed due to a temporary failure.");
    unavailable.headers.push_back(
        Header{"x-acs-retry-after", "1000"});  // a hint that must not be taken for "no effect"
    return refusal_answer(unavailable, frame);
}

Reply html_answer(const AnswerFrame& frame) {
    Reply reply;
    reply.status = 502;
    reply.headers = {{"Date", http_date(frame.date)}, {"Content-Type", "text/html"}};
    reply.body = "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>\n";
    return reply;
}

Reply portal_answer(const AnswerFrame& frame) {
    Reply reply;
    reply.status = 200;
    reply.headers = {{"Date", http_date(frame.date)}, {"Content-Type", "text/html"}};
    reply.body = "<html><head><title>Welcome to our network</title></head><body>Please log in.</body></html>\n";
    return reply;
}

std::string new_request_id(Dice& dice) {
    std::string id = dice.hex(32);
    std::ranges::transform(id, id.begin(), [](char c) { return c >= 'a' ? static_cast<char>(c - 'a' + 'A') : c; });
    for (const std::size_t at : {8U, 13U, 18U, 23U})
        id.insert(at, 1, '-');
    return id;
}

}  // namespace ecdsnap::emulator
