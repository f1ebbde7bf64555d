#include "adapters/logging/event_log.hpp"

#include "one_clock.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <array>
#include <fcntl.h>
#include <string>
#include <sys/socket.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>
#include <vector>

using namespace ecdsnap;
using namespace std::chrono;

namespace {

// Two connected descriptors: the log writes to one, the test reads the other.
struct Channel {
    int read = -1;
    int write = -1;

    static Channel pipe() {
        std::array<int, 2> ends{};
        REQUIRE(::pipe(ends.data()) == 0);
        return Channel{ends[0], ends[1]};
    }
    static Channel sockets() {
        std::array<int, 2> ends{};
        REQUIRE(socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()) == 0);
        return Channel{ends[0], ends[1]};
    }
    Channel(int read_end, int write_end) : read(read_end), write(write_end) {}
    Channel(const Channel&) = delete;
    Channel& operator=(const Channel&) = delete;
    ~Channel() {
        close_write();
        close(read);
    }
    void close_write() {
        if (write >= 0) close(write);
        write = -1;
    }
    // Everything until the writing end is closed.
    std::vector<std::string> lines() const {
        std::string text;
        std::array<char, 65536> buffer{};
        for (ssize_t n = 0; (n = ::read(read, buffer.data(), buffer.size())) > 0;)
            text.append(buffer.data(), static_cast<std::size_t>(n));
        std::vector<std::string> found;
        for (std::size_t at = 0; at < text.size();) {
            const auto end = text.find('\n', at);
            found.push_back(text.substr(at, end - at));
            at = end == std::string::npos ? text.size() : end + 1;
        }
        return found;
    }
};

const tests::OneClock clock_{core::WallTime{sys_days{2026y / 11 / 24} + 18h}};

core::Event event_of(core::EventId id, const std::string& message = "something happened") {
    return {id, message, {}};
}

adapters::EventLogOptions options_for(int descriptor) {
    adapters::EventLogOptions options;
    options.target.descriptor = descriptor;
    options.version = "0.1.0";
    options.patience = 50ms;
    return options;
}

std::unique_ptr<adapters::EventLog> made(const adapters::EventLogOptions& options) {
    auto log = adapters::make_event_log(options, clock_);
    REQUIRE(log.has_value());
    return std::move(log.value());
}

}  // namespace

TEST_CASE("events below the level are left out, and a reload changes level and format") {
    auto channel = Channel::pipe();
    auto options = options_for(channel.write);
    options.settings.level = core::LogLevel::warning;
    {
        const auto log = made(options);
        log->emit(event_of(core::EventId::ready));
        log->emit(event_of(core::EventId::answer_lost));
        log->emit(event_of(core::EventId::task_failed));
        core::LogSettings debug;
        debug.level = core::LogLevel::debug;
        debug.format = core::LogFormat::text;
        log->use(debug);
        log->emit(event_of(core::EventId::snapshot_accepted, "debug now"));
    }
    channel.close_write();
    const auto lines = channel.lines();
    REQUIRE(lines.size() == 3);
    CHECK(nlohmann::json::parse(lines[0])["event"] == "answer_lost");
    CHECK(nlohmann::json::parse(lines[1])["level"] == "error");
    CHECK(lines[2].find("debug   ECDS-1201 debug now") != std::string::npos);
}

TEST_CASE("automatic means text on a terminal and JSON elsewhere; the journal's stream gets the level in front") {
    auto channel = Channel::pipe();
    auto options = options_for(channel.write);
    SUBCASE("terminal") {
        options.target.terminal = true;
        made(options)->emit(event_of(core::EventId::ready));
        channel.close_write();
        CHECK(channel.lines().at(0).find(" info    ECDS-1002 something happened") != std::string::npos);
    }
    SUBCASE("file") {
        made(options)->emit(event_of(core::EventId::ready));
        channel.close_write();
        CHECK(channel.lines().at(0).front() == '{');
    }
    SUBCASE("the journal, asked for JSON") {
        options.target.journal = true;
        options.settings.format = core::LogFormat::json;
        made(options)->emit(event_of(core::EventId::ready));
        channel.close_write();
        CHECK(channel.lines().at(0).substr(0, 4) == "<6>{");
    }
}

TEST_CASE("a reader that does not read never stops the daemon, and every dropped line is counted") {
    constexpr int emitted = 20'000;
    bool over_sockets = false;
    SUBCASE("a pipe") {}
    SUBCASE("a socket") {
        over_sockets = true;
    }
    auto channel = over_sockets ? Channel::sockets() : Channel::pipe();
    auto options = options_for(channel.write);
    options.queue_lines = 100;
    options.patience = 10s;  // a reader comes; the end waits for it
    auto log = made(options);
    for (int i = 0; i < emitted; ++i)  // nobody reads: this would block for ever if it could block
        log->emit(event_of(core::EventId::ready, fmt::format("line {} {}", i, std::string(200, 'x'))));

    std::vector<std::string> lines;
    std::thread reader([&] { lines = channel.lines(); });
    log.reset();
    channel.close_write();
    reader.join();

    std::uint64_t written = 0;
    std::uint64_t dropped = 0;
    for (const auto& line : lines) {
        const auto read = nlohmann::json::parse(line);  // no line is torn
        if (read["event"] == "log_lines_dropped")
            dropped += read["count"].get<std::uint64_t>();
        else
            ++written;
    }
    CHECK(dropped > 0);
    CHECK(written + dropped == emitted);
}

TEST_CASE("several threads and a reload use it at once, and each line is whole") {
    auto channel = Channel::pipe();
    auto log = made(options_for(channel.write));
    std::vector<std::string> lines;
    std::thread reader([&] { lines = channel.lines(); });
    std::vector<std::thread> writers;
    for (int number = 0; number < 3; ++number)
        writers.emplace_back([&log, number] {
            for (int i = 0; i < 200; ++i)
                log->emit(event_of(core::EventId::ready, fmt::format("{} of {}", i, number)));
        });
    core::LogSettings settings;
    settings.format = core::LogFormat::json;
    for (int i = 0; i < 200; ++i)
        log->use(settings);
    for (std::thread& writer : writers)
        writer.join();
    log.reset();
    channel.close_write();
    reader.join();
    CHECK(lines.size() == 600);
    for (const auto& line : lines)
        CHECK(nlohmann::json::parse(line)["event"] == "ready");
}

TEST_CASE("the end does not wait for ever for a reader that does not read") {
    auto channel = Channel::pipe();
    auto options = options_for(channel.write);
    auto log = made(options);
    for (int i = 0; i < 2000; ++i)
        log->emit(event_of(core::EventId::ready, std::string(200, 'x')));
    log.reset();  // a test that hangs here fails by its time limit
    channel.close_write();
    CHECK(channel.lines().size() < 2000);
}

TEST_CASE("a reader that went away is no reason to end") {
    auto channel = Channel::pipe();
    const auto log = made(options_for(channel.write));
    close(channel.read);
    channel.read = open("/dev/null", O_RDONLY);
    log->emit(event_of(core::EventId::ready));  // SIGPIPE would end this program
}

TEST_CASE("the journal is recognised by its socket, not by the variable alone") {
    auto channel = Channel::sockets();
    struct stat state {};
    REQUIRE(fstat(channel.write, &state) == 0);
    const auto name = fmt::format("{}:{}", state.st_dev, state.st_ino);

    CHECK(adapters::log_target(channel.write, {name, "", "xterm"}).journal);
    CHECK(!adapters::log_target(channel.read, {name, "", "xterm"}).journal);
    CHECK(!adapters::log_target(channel.write, {"", "", "xterm"}).journal);
    CHECK(!adapters::log_target(channel.write, {"8:1", "", "xterm"}).journal);
    CHECK(!adapters::log_target(channel.write, {name, "", "xterm"}).terminal);
}

TEST_CASE("colours only on a terminal that has them and whose user wants them") {
    const int terminal = posix_openpt(O_RDWR | O_NOCTTY);
    REQUIRE(terminal >= 0);
    CHECK(adapters::log_target(terminal, {"", "", "xterm"}).coloured);
    CHECK(!adapters::log_target(terminal, {"", "1", "xterm"}).coloured);
    CHECK(!adapters::log_target(terminal, {"", "", "dumb"}).coloured);
    CHECK(adapters::log_target(terminal, {"", "", "dumb"}).terminal);
    close(terminal);
}
