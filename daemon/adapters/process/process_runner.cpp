#include "adapters/process/process_runner.hpp"

#include "adapters/process/child_process.hpp"
#include "core/text/duration_text.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstring>
#include <exception>
#include <string>
#include <utility>

namespace ecdsnap::adapters {
namespace {

namespace asio = boost::asio;
using asio::awaitable;
using Stream = asio::posix::stream_descriptor;

// A program that has ended may have left others behind that hold its pipes: what they print is not waited for longer.
constexpr core::Millis after_end = std::chrono::seconds{1};
// Who was killed and has not ended by then is held by the kernel.
constexpr core::Millis after_kill = std::chrono::seconds{5};

core::Error failed(std::string message) {
    core::Error error;
    error.kind = core::ErrorClass::local;
    error.doing = "running a program";
    error.message = std::move(message);
    return error;
}

// One of the two pipes, and what came through it.
struct Output {
    Output(const asio::any_io_executor& executor, Descriptor pipe) : stream(executor, pipe.release()) {}
    ~Output() { ::explicit_bzero(text.data(), text.size()); }

    Stream stream;
    std::string text;
    bool over = false;      // it was closed at the other end
    bool too_much = false;  // more than was allowed
};

// A run with everybody who watches it; they share it, so that none outlives it.
struct Run {
    Run(const asio::any_io_executor& executor, ports::Clock& clock, ChildProcess process, std::size_t limit)
        : child(std::move(process)),
          end(executor, child.take_end().release()),
          output(executor, child.take_output()),
          errors(executor, child.take_errors()),
          most(limit),
          news(clock.make_alarm()) {
        output.text.reserve(std::min<std::size_t>(most, std::size_t{16} << 10U));  // seldom moved: it may hold a key
    }

    ChildProcess child;
    Stream end;
    Output output;
    Output errors;
    std::size_t most;  // bytes of either output
    bool ended = false;
    std::unique_ptr<ports::Alarm> news;  // rung at each change
};

awaitable<void> read(std::shared_ptr<Run> run, Output& output) {
    std::array<char, 4096> bytes{};
    while (!output.too_much) {
        const auto [error, count] =
            co_await output.stream.async_read_some(asio::buffer(bytes), asio::as_tuple(asio::use_awaitable));
        if (error) break;
        output.too_much = output.text.size() + count > run->most;
        if (!output.too_much) output.text.append(bytes.data(), count);
    }
    ::explicit_bzero(bytes.data(), bytes.size());
    output.over = true;
    run->news->ring();
}

awaitable<void> watch_end(std::shared_ptr<Run> run) {
    const auto [error] = co_await run->end.async_wait(Stream::wait_read, asio::as_tuple(asio::use_awaitable));
    run->ended = !error;
    run->news->ring();
}

// The moment by which the run has to be over is `until`; once the program has ended, soon.
awaitable<void> wait_until_over(std::shared_ptr<Run> run, ports::Clock& clock, core::SteadyTime until) {
    bool was_running = true;
    for (;;) {
        if (run->output.too_much || run->errors.too_much) co_return;
        if (run->ended && std::exchange(was_running, false))
            until = std::min<core::SteadyTime>(until, clock.steady_now() + after_end);
        if (run->ended && run->output.over && run->errors.over) co_return;
        const bool rung = co_await run->news->wait_until(until);
        if (!rung) co_return;
    }
}

awaitable<void> wait_for_end(std::shared_ptr<Run> run, core::SteadyTime until) {
    bool waits = true;
    while (waits && !run->ended)
        waits = co_await run->news->wait_until(until);
}

class SpawningRunner final : public ports::ProcessRunner {
public:
    SpawningRunner(ports::Clock& clock, const core::Environment& environment) : clock_(clock) {
        for (const auto& [name, value] : environment.variables)
            environment_.push_back(name + "=" + value);
    }

    awaitable<core::Result<ports::ProcessResult>> run(ports::ProcessRequest request) override {
        auto started = ChildProcess::start(request.argv, environment_);
        if (started.has_error()) co_return started.error();
        const auto executor = co_await asio::this_coro::executor;
        const auto run = std::make_shared<Run>(executor, clock_, std::move(started.value()), request.output_limit);
        watch(executor, run);
        co_await wait_until_over(run, clock_, clock_.steady_now() + request.limit);

        const bool ended = run->ended;
        run->child.kill_group();  // whatever is left of it
        run->output.stream.cancel();
        run->errors.stream.cancel();
        co_await wait_for_end(run, clock_.steady_now() + after_kill);
        run->end.cancel();
        const int exit_code = run->ended ? run->child.reap() : 128 + SIGKILL;
        if (run->output.too_much || run->errors.too_much)
            co_return failed(fmt::format("printed more than {} bytes", request.output_limit));
        if (!ended) co_return failed("did not end within " + core::duration_text(request.limit));
        ports::ProcessResult result;
        result.exit_code = exit_code;
        result.output = core::Secret(std::move(run->output.text));
        result.errors = std::move(run->errors.text);
        co_return result;
    }

private:
    static void watch(const asio::any_io_executor& executor, const std::shared_ptr<Run>& run) {
        auto rethrow = [](std::exception_ptr failure) {
            if (failure) std::rethrow_exception(failure);
        };
        asio::co_spawn(executor, read(run, run->output), rethrow);
        asio::co_spawn(executor, read(run, run->errors), rethrow);
        asio::co_spawn(executor, watch_end(run), rethrow);
    }

    ports::Clock& clock_;
    std::vector<std::string> environment_;
};

}  // namespace

std::unique_ptr<ports::ProcessRunner> make_process_runner(ports::Clock& clock, const core::Environment& environment) {
    return std::make_unique<SpawningRunner>(clock, environment);
}

}  // namespace ecdsnap::adapters
