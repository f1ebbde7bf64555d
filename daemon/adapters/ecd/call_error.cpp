#include "adapters/ecd/call_error.hpp"

#include "adapters/ecd/answer_headers.hpp"
#include "adapters/ecd/error_body.hpp"
#include "core/task/error_class.hpp"
#include "core/text/percent_encoding.hpp"
#include "core/text/printable.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace ecdsnap::adapters {
namespace {

constexpr std::size_t longest_message = 300;  // bytes

core::Error ambiguous(core::Error error) {
    error.kind = core::ErrorClass::ambiguous;
    error.effect = core::Effect::unknown;
    return error;
}

// What can be said of the answer whoever made it.
core::Error describe_answer(const ports::HttpAnswer& answer, const std::optional<ErrorBody>& body) {
    core::Error error;
    error.http_status = answer.status;
    error.retry_after = retry_after(answer);
    error.request_id = body ? body->request_id : "";
    if (error.request_id.empty()) error.request_id = answer.header("x-acs-request-id");
    if (body) {
        error.code = body->code;
        error.message = body->message;
    }
    return error;
}

std::string redirect_target(const ports::HttpAnswer& answer) {
    return fmt::format("a redirect to '{}', which is not followed", answer.header("location"));
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
    if (from.empty()) return;
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
}

// A refused signature comes with the whole text that the server signed: nonce, token and all.
void cut_signed_text(std::string& message) {
    constexpr std::string_view phrase = "string to sign is";
    const auto at = message.find(phrase);
    if (at != std::string::npos) message.resize(at + phrase.size());
}

void cut_to_bytes(std::string& text, std::size_t most) {
    if (text.size() <= most) return;
    constexpr std::string_view mark = "…";
    std::size_t end = 0;
    for (;;) {
        const auto point = core::next_code_point(std::string_view(text).substr(end));
        if (end + point.length + mark.size() > most) break;
        end += point.length;
    }
    text.resize(end);
    text += mark;
}

}  // namespace

core::Error error_of_answer(const ports::HttpAnswer& answer, CallKind kind) {
    const std::optional<ErrorBody> body = read_error_body(answer.body);
    const bool is_gateways = body && body->is_the_gateways();
    core::Error error = describe_answer(answer, body);
    if (error.message.empty() && !is_gateways)
        error.message = answer.status / 100 == 3 ? redirect_target(answer) : describe_foreign_body(answer.body);

    const auto retry_named = names_retry(answer) ? core::RetryNamed::yes : core::RetryNamed::no;
    error.kind = core::classify(answer.status, is_gateways ? error.code : "", retry_named);
    if (kind == CallKind::read) return error_of_transport(std::move(error), kind);

    const bool is_refusal = is_gateways && answer.status >= 400 && answer.status < 500;
    if (!is_refusal || error.kind == core::ErrorClass::ambiguous) return ambiguous(std::move(error));
    return error;
}

core::Error error_of_unreadable(const ports::HttpAnswer& answer, CallKind kind, const core::Error& why) {
    const std::optional<ErrorBody> body = read_error_body(answer.body);
    core::Error error = describe_answer(answer, body);
    if (!body)
        error.message = describe_foreign_body(answer.body) + ": " + why.message;
    else if (body->code.empty())
        error.message = why.message;
    else
        error.message = fmt::format("{}, but a code: {}", why.message, body->message);
    return error_of_transport(ambiguous(std::move(error)), kind);
}

core::Error error_of_transport(core::Error error, CallKind kind) {
    if (kind != CallKind::read) return error;
    error.effect = core::Effect::none;
    if (error.kind == core::ErrorClass::ambiguous) error.kind = core::ErrorClass::temporary;
    return error;
}

core::Error presentable(core::Error error, const std::string& doing, const std::vector<std::string>& hidden) {
    error.doing = doing;
    cut_signed_text(error.message);
    for (std::string* text : {&error.message, &error.code, &error.request_id})
        for (const std::string& secret : hidden) {
            replace_all(*text, secret, "***");
            replace_all(*text, core::percent_encode(secret), "***");
        }
    error.message = core::printable(error.message);
    cut_to_bytes(error.message, longest_message);
    error.request_id = core::printable(error.request_id);
    cut_to_bytes(error.request_id, 128);
    return error;
}

}  // namespace ecdsnap::adapters
