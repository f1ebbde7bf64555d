// Sends one call of the ECD API, signed for it, and reads what comes back: what the adapters of this folder have in
// common. None waits for the rate limit. None repeats itself but for a read whose key was refused while there is
// another one: it is sent once more with that. A create goes back to its caller then, with class `stale_key` and no
// effect.
#pragma once

#include "adapters/ecd/ecd_call.hpp"
#include "core/result.hpp"
#include "core/site.hpp"
#include "ports/clock.hpp"
#include "ports/cloud.hpp"
#include "ports/credentials.hpp"
#include "ports/http_transport.hpp"

#include <boost/asio/awaitable.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ecdsnap::adapters {

class EcdSender {
public:
    // What is referred to outlives the sender and every call of it.
    EcdSender(ports::HttpTransport& transport, ports::CredentialProvider& credentials, const ports::Clock& clock,
              core::SiteId site, std::string host)
        : transport_(transport),
          credentials_(credentials),
          clock_(clock),
          site_(std::move(site)),
          host_(std::move(host)) {}

    const core::SiteId& site() const { return site_; }

    template <class T>
    using ReadBody = core::Result<T> (*)(std::string_view);

    template <class T>
    boost::asio::awaitable<ports::Answer<T>> send(EcdCall call, ReadBody<T> read_body) {
        const Reply reply = co_await exchange(call);
        co_return interpret(reply, call, read_body);
    }

private:
    // An answer with status 200, or what went wrong.
    struct Reply {
        core::Result<ports::HttpAnswer> answer;
        std::optional<core::WallTime> server_date;
        std::vector<std::string> hidden;  // what must not come into an error's text
    };

    template <class T>
    static ports::Answer<T> interpret(const Reply& reply, const EcdCall& call, ReadBody<T> read_body) {
        if (reply.answer.has_error()) return {reply.answer.error(), reply.server_date};
        core::Result<T> read = read_body(reply.answer.value().body);
        if (read.has_error()) return {unreadable_answer(reply, call, read.error()), reply.server_date};
        return {std::move(read), reply.server_date};
    }

    static Reply failed(core::Error error, std::optional<core::WallTime> server_date = std::nullopt) {
        return {std::move(error), server_date, {}};
    }
    boost::asio::awaitable<Reply> exchange(const EcdCall& call);
    boost::asio::awaitable<Reply> send_once(const EcdCall& call, const ports::Credentials& credentials);
    static bool refused_for_key(const Reply& reply);
    static core::Error unreadable_answer(const Reply& reply, const EcdCall& call, const core::Error& reason);

    ports::HttpTransport& transport_;
    ports::CredentialProvider& credentials_;
    const ports::Clock& clock_;
    core::SiteId site_;
    std::string host_;
};

}  // namespace ecdsnap::adapters
