// One question to the running daemon over its control socket: a small HTTP/1.1 client that blocks, with a deadline and
// a limit on what it reads. Nothing else of `ecdsnap` talks to the daemon.
#pragma once

#include "core/result.hpp"
#include "core/time.hpp"

#include <filesystem>
#include <string>
#include <string_view>

namespace ecdsnap::cli {

struct DaemonAnswer {
    int status = 0;  // HTTP
    std::string body;
};

// Error::code: it holds the socket and did not answer in time.
inline constexpr auto daemon_silent = "Silent";

class DaemonSocket {
public:
    explicit DaemonSocket(std::filesystem::path path, core::Millis deadline = std::chrono::seconds{60})
        : path_(std::move(path)), deadline_(deadline) {}

    // Any status is an answer. Errors (class `temporary`: nobody listens; else `local`) have a message for people.
    core::Result<DaemonAnswer> get(const std::string& target) const;
    core::Result<DaemonAnswer> post(const std::string& target, const std::string& body) const;

private:
    core::Result<DaemonAnswer> ask(const std::string& request) const;

    std::filesystem::path path_;
    core::Millis deadline_;  // for the whole exchange
};

// What a daemon sent until it closed the connection. Error: not a whole HTTP answer.
core::Result<DaemonAnswer> parse_answer(std::string_view text);

// For a value inside a target: "a b" -> "a%20b".
std::string url_escaped(std::string_view text);

}  // namespace ecdsnap::cli
