#include "adapters/ecd/ecd_sender.hpp"

#include "adapters/ecd/answer_headers.hpp"
#include "adapters/ecd/call_error.hpp"
#include "adapters/ecd/signed_call.hpp"

#include <openssl/rand.h>

#include <array>
#include <chrono>
#include <stdexcept>

namespace ecdsnap::adapters {
namespace {

// 128 random bits as 32 hex digits. Nonces from time or short random numbers collide under concurrency.
std::string fresh_nonce() {
    constexpr std::string_view digits = "0123456789abcdef";
    std::array<unsigned char, 16> bytes{};
    if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1)
        throw std::runtime_error("OpenSSL has no random numbers");
    std::string nonce;
    for (const unsigned char byte : bytes) {
        nonce += digits[byte >> 4U];
        nonce += digits[byte & 0xFU];
    }
    return nonce;
}

// What an answer, whoever wrote it, must not bring into an error text.
std::vector<std::string> texts_to_hide(const ports::Credentials& credentials, const std::string& nonce,
                                       const std::string& signature) {
    std::vector<std::string> hidden{nonce, signature};  // the secret itself never leaves this process
    if (credentials.security_token) hidden.emplace_back(credentials.security_token->reveal());
    return hidden;
}

// A create is judged right before it leaves: whether its window is open, and its look-up fresh. Who had to wait longer
// for a key asks again.
constexpr core::Millis longest_wait_for_key = std::chrono::seconds{3};

core::Error came_too_late(const EcdCall& call) {
    core::Error error;
    error.kind = core::ErrorClass::stale_key;
    error.doing = call.doing;
    error.message = "not sent: it had to wait for its key";
    return error;
}

core::Error not_sent(core::Error error, const EcdCall& call) {
    error.doing = call.doing;
    return error;
}

}  // namespace

boost::asio::awaitable<EcdSender::Reply> EcdSender::exchange(const EcdCall& call) {
    const core::SteadyTime began = clock_.steady_now();
    core::Result<ports::Credentials> credentials = co_await credentials_.get();
    if (!credentials) co_return failed(not_sent(credentials.error(), call));
    if (call.kind != CallKind::read && clock_.steady_now() - began > longest_wait_for_key)
        co_return failed(came_too_late(call));

    Reply reply = co_await send_once(call, *credentials);
    if (!refused_for_key(reply)) co_return reply;
    const bool has_other = co_await credentials_.refused(*credentials);
    if (!has_other) co_return reply;
    if (call.kind != CallKind::read) {
        core::Error stale = reply.answer.error();
        stale.kind = core::ErrorClass::stale_key;
        co_return failed(std::move(stale), reply.server_date);
    }
    credentials = co_await credentials_.get();
    if (!credentials) co_return reply;
    co_return co_await send_once(call, *credentials);
}

boost::asio::awaitable<EcdSender::Reply> EcdSender::send_once(const EcdCall& call,
                                                              const ports::Credentials& credentials) {
    const std::string nonce = fresh_nonce();
    SignedCall signed_call = sign_call(call, host_, credentials, clock_.wall_now(), nonce);
    auto hidden = texts_to_hide(credentials, nonce, signed_call.signature);
    core::Result<ports::HttpAnswer> answer = co_await transport_.send(std::move(signed_call.request));
    if (!answer) co_return failed(presentable(error_of_transport(answer.error(), call.kind), call.doing, hidden));
    const auto date = server_date(*answer);
    if (answer->status != 200)
        co_return failed(presentable(error_of_answer(*answer, call.kind), call.doing, hidden), date);
    Reply reply{std::move(answer), date, std::move(hidden)};
    co_return reply;
}

bool EcdSender::refused_for_key(const Reply& reply) {
    if (!reply.answer.has_error()) return false;
    const core::Error& error = reply.answer.error();
    return error.kind == core::ErrorClass::credentials && error.effect == core::Effect::none;
}

core::Error EcdSender::unreadable_answer(const Reply& reply, const EcdCall& call, const core::Error& reason) {
    return presentable(error_of_unreadable(reply.answer.value(), call.kind, reason), call.doing, reply.hidden);
}

}  // namespace ecdsnap::adapters
