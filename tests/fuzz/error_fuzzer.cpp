// A line with a header's value, then a body: what an answer that is no success means. A create counts as refused only
// by the gateway's own words; nothing that is shown holds a secret.
#include "adapters/ecd/answer_headers.hpp"
#include "adapters/ecd/call_error.hpp"
#include "adapters/ecd/error_body.hpp"
#include "core/text/utf8.hpp"
#include "fuzz/fuzz_entry.hpp"

#include <string>
#include <vector>

namespace ecdsnap::fuzz {
namespace {

using adapters::CallKind;

const std::vector<std::string> hidden{"LTAI-key-id", "sec/ret+of=ours"};

ports::HttpAnswer answer_of(int status, std::string_view value, std::string_view body) {
    ports::HttpAnswer answer;
    answer.status = status;
    for (const char* name : {"x-acs-retry-after", "x-ratelimit-user-api", "x-ratelimit-user", "Retry-After", "Date",
                             "location", "x-acs-request-id"})
        answer.headers.emplace_back(name, value);
    answer.body = body;
    return answer;
}

void check_shown(const core::Error& error) {
    const auto shown = adapters::presentable(error, "CreateSnapshot ecd-1 system", hidden);
    holds(shown.message.size() <= 300 && shown.request_id.size() <= 128, "what is shown is short");
    for (const auto& text : {shown.message, shown.code, shown.request_id}) {
        holds(!core::invalid_utf8(text), "what is shown is UTF-8");
        holds(core::printable(text) == text, "what is shown is one line without control characters");
        for (const auto& secret : hidden)
            holds(text.find(secret) == text.npos, "no secret is shown");
    }
    holds(!core::describe(shown).empty(), "an error has words");
}

void check_status(int status, std::string_view value, std::string_view body) {
    const auto answer = answer_of(status, value, body);
    const auto own = adapters::read_error_body(body);
    const bool gateways = own && own->is_the_gateways();

    const auto create = adapters::error_of_answer(answer, CallKind::create);
    if (create.effect == core::Effect::none) {
        holds(gateways && status >= 400 && status < 500, "a create is refused only by the gateway's words and a 4xx");
        holds(create.kind != core::ErrorClass::ambiguous, "what is ambiguous is no refusal");
    }
    const auto read = adapters::error_of_answer(answer, CallKind::read);
    holds(read.effect == core::Effect::none && read.kind != core::ErrorClass::ambiguous, "a read has no effect");
    const auto unreadable = adapters::error_of_unreadable(answer, CallKind::create, read);
    holds(unreadable.effect == core::Effect::unknown, "a 200 that cannot be read may have had its effect");
    for (const auto& error : {create, read, unreadable}) {
        holds(!error.retry_after || (error.retry_after->count() > 0 && *error.retry_after <= std::chrono::hours{24}),
              "a time to come again is within a day");
        check_shown(error);
    }
}

}  // namespace

void check(std::string_view input) {
    const auto value = input.substr(0, input.find('\n'));
    const auto body = input.substr(std::min(value.size() + 1, input.size()));
    if (const auto own = adapters::read_error_body(body); own && own->is_the_gateways()) {
        const auto end = body.find_last_not_of(" \t\r\n");
        const auto torn = adapters::read_error_body(std::string{body.substr(0, end)});
        holds(!torn || !torn->is_the_gateways(), "a torn body is not the gateway's");
    }
    for (const int status : {200, 302, 400, 404, 429, 499, 500, 503})
        check_status(status, value, body);
}

}  // namespace ecdsnap::fuzz
