// Whoever hands out keys, in memory: web addresses and programs that answer as a test says, and record what they were
// asked. Each can be made to wait until the test lets it answer.
#pragma once

#include "ports/process_runner.hpp"
#include "ports/random.hpp"
#include "ports/web_client.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace ecdsnap::tests {

// Turns of the loop until a test lets go.
inline boost::asio::awaitable<void> wait_while(const bool& held) {
    while (held) {
        const auto executor = co_await boost::asio::this_coro::executor;
        co_await boost::asio::post(executor, boost::asio::use_awaitable);
    }
}

inline core::Result<ports::HttpAnswer> web_answer(int status, std::string body, std::string date = {}) {
    ports::HttpAnswer answer;
    answer.status = status;
    answer.body = std::move(body);
    if (!date.empty()) answer.headers.emplace_back("Date", std::move(date));
    return answer;
}

inline core::Error no_answer(std::string message) {
    core::Error error;
    error.kind = core::ErrorClass::temporary;
    error.message = std::move(message);
    return error;
}

class ScriptedWeb final : public ports::WebClient {
public:
    boost::asio::awaitable<core::Result<ports::HttpAnswer>> fetch(ports::WebRequest request) override {
        requests.push_back(request);
        co_await wait_while(held);
        if (!answer) co_return no_answer("no route");
        co_return answer(request);
    }

    std::function<core::Result<ports::HttpAnswer>(const ports::WebRequest&)> answer;
    std::vector<ports::WebRequest> requests;
    bool held = false;
};

class ScriptedPrograms final : public ports::ProcessRunner {
public:
    boost::asio::awaitable<core::Result<ports::ProcessResult>> run(ports::ProcessRequest request) override {
        requests.push_back(request);
        co_await wait_while(held);
        if (broken) co_return no_answer("cannot be started: No such file or directory");
        ports::ProcessResult result;
        result.exit_code = exit_code;
        result.output = core::Secret(output);
        result.errors = errors;
        co_return result;
    }

    std::vector<ports::ProcessRequest> requests;
    std::string output;
    std::string errors;
    int exit_code = 0;
    bool broken = false;
    bool held = false;
};

class NoChance final : public ports::Random {
public:
    std::uint64_t next() override { return 0; }
};

}  // namespace ecdsnap::tests
