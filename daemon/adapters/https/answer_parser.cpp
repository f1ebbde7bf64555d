#include "adapters/https/answer_parser.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <fmt/format.h>

#include <string>
#include <utility>

namespace ecdsnap::adapters {
namespace {

namespace http = boost::beast::http;

core::Error malformed(const std::string& message) {
    core::Error error;
    error.kind = core::ErrorClass::ambiguous;
    error.effect = core::Effect::unknown;
    error.message = message;
    return error;
}

}  // namespace

struct AnswerParser::State {
    using Parser = http::response_parser<http::string_body>;

    explicit State(Limits given) : limits(given) { start(); }

    void start() {
        parser = std::make_unique<Parser>();
        parser->eager(true);
        parser->header_limit(static_cast<std::uint32_t>(limits.header));
        parser->body_limit(limits.body);
    }

    core::Error describe(const boost::system::error_code& error) const {
        if (error == http::error::header_limit)
            return malformed(fmt::format("the answer's header is larger than {} bytes", limits.header));
        if (error == http::error::body_limit)
            return malformed(fmt::format("the answer's body is larger than {} bytes", limits.body));
        if (error == http::error::partial_message || error == http::error::end_of_stream)
            return malformed("the answer was cut short");
        return malformed(fmt::format("the answer is not HTTP ({})", error.message()));
    }

    Limits limits;
    std::unique_ptr<Parser> parser;  // never null
    std::string pending;             // bytes that the parser has not taken yet
};

AnswerParser::AnswerParser(Limits limits) : state_(std::make_unique<State>(limits)) {}
AnswerParser::~AnswerParser() = default;

core::Result<AnswerParser::Progress> AnswerParser::feed(std::string_view bytes) {
    State& state = *state_;
    state.pending += bytes;
    while (!state.pending.empty()) {
        boost::system::error_code error;
        const std::size_t taken = state.parser->put(boost::asio::buffer(state.pending), error);
        state.pending.erase(0, taken);
        if (error == http::error::need_more) return Progress::needs_more;
        if (error) return state.describe(error);
        if (state.parser->is_done()) {
            if (state.parser->get().result_int() >= 200) return Progress::complete;
            state.start();
        } else if (taken == 0) {
            return Progress::needs_more;
        }
    }
    return Progress::needs_more;
}

core::Result<AnswerParser::Progress> AnswerParser::end_of_stream() {
    boost::system::error_code error;
    if (!state_->parser->got_some()) return malformed("the server closed the connection without an answer");
    state_->parser->put_eof(error);
    if (error) return state_->describe(error);
    return Progress::complete;
}

bool AnswerParser::keeps_alive() const {
    return state_->parser->keep_alive() && state_->pending.empty();
}

ports::HttpAnswer AnswerParser::take() {
    auto message = state_->parser->release();
    ports::HttpAnswer answer;
    answer.status = static_cast<int>(message.result_int());
    for (const auto& field : message)
        answer.headers.emplace_back(std::string(field.name_string()), std::string(field.value()));
    answer.body = std::move(message.body());
    return answer;
}

}  // namespace ecdsnap::adapters
