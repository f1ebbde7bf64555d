// Real programs of this machine: /bin/sh and what it starts.
#include "adapters/process/process_runner.hpp"

#include "adapters/run_to_end.hpp"
#include "adapters/system/system_clock.hpp"
#include "fakes/temporary_folder.hpp"

#include <doctest/doctest.h>

#include <csignal>
#include <fcntl.h>
#include <fstream>
#include <string>
#include <unistd.h>
#include <utility>

using namespace ecdsnap;
using namespace std::chrono_literals;

namespace {

struct Machine {
    boost::asio::io_context context;
    std::unique_ptr<ports::Clock> clock = adapters::make_system_clock(context.get_executor());
    core::Environment environment{{{"NAME", "a b"}, {"PATH", "/usr/bin:/bin"}}, {}};
    std::unique_ptr<ports::ProcessRunner> runner = adapters::make_process_runner(*clock, environment);

    core::Result<ports::ProcessResult> run(std::vector<std::string> argv, core::Millis limit = 20s,
                                           std::size_t most = 1000) {
        ports::ProcessRequest request;
        request.argv = std::move(argv);
        request.limit = limit;
        request.output_limit = most;
        return tests::run_to_end(context, runner->run(std::move(request)));
    }
    void wait(core::Millis span) {
        const auto alarm = clock->make_alarm();
        tests::run_to_end(context, alarm->wait_until(clock->steady_now() + span));
    }
    core::Result<ports::ProcessResult> shell(const std::string& script, core::Millis limit = 20s) {
        return run({"/bin/sh", "-c", script}, limit);
    }
};

// Ended, or at least no more than waiting for its parent to notice.
bool is_over(pid_t process) {
    std::ifstream file("/proc/" + std::to_string(process) + "/stat");
    std::string number, name, state;
    return !(file >> number >> name >> state) || state == "Z" || state == "X";
}

}  // namespace

TEST_CASE("a program's output, errors and exit code come back, and it has our environment and nothing to read") {
    Machine machine;
    const auto ran = machine.shell(R"(echo "$NAME"; echo oops >&2; wc -c; exit 7)");
    REQUIRE(ran.has_value());
    CHECK(ran->output.reveal() == "a b\n0\n");
    CHECK(ran->errors == "oops\n");
    CHECK(ran->exit_code == 7);
    CHECK(machine.shell("kill -9 $$")->exit_code == 128 + SIGKILL);
    CHECK(machine.run({"echo", "$NAME", "*"})->output.reveal() == "$NAME *\n");
    CHECK(machine.run({"true"})->output.empty());
}

TEST_CASE("it has none of our file descriptors, and signals as a program expects them") {
    Machine machine;
    const int ours = ::open("/dev/null", O_RDONLY);  // without O_CLOEXEC
    REQUIRE(ours > 2);
    std::signal(SIGPIPE, SIG_IGN);
    CHECK(machine.run({"ls", "/proc/self/fd"})->output.reveal() == "0\n1\n2\n3\n");  // 3: that folder itself
    const auto status = machine.run({"grep", "SigIgn", "/proc/self/status"});
    const auto ignored = std::stoull(std::string(status->output.reveal().substr(8)), nullptr, 16);
    CHECK((ignored & (1ULL << (SIGPIPE - 1))) == 0);
    ::close(ours);
}

TEST_CASE("what cannot be started says why") {
    Machine machine;
    const auto lacks = machine.run({"/no/such/program"});
    REQUIRE(lacks.has_error());
    CHECK(lacks.error().kind == core::ErrorClass::local);
    CHECK(lacks.error().message == "cannot be started: No such file or directory");
    CHECK(machine.run({"/dev/null"}).error().message == "cannot be started: Permission denied");
}

TEST_CASE("a program that takes too long is ended with everything it has started") {
    Machine machine;
    const tests::TemporaryFolder folder;
    const std::string file = (folder.path() / "child").string();
    const auto before = machine.clock->steady_now();
    const auto ran = machine.shell("sh -c 'echo $$ > " + file + "; exec sleep 60' & wait", 300ms);
    REQUIRE(ran.has_error());
    CHECK(ran.error().message == "did not end within 300ms");
    CHECK(machine.clock->steady_now() - before < 10s);
    pid_t child = 0;
    std::ifstream(file) >> child;
    REQUIRE(child > 0);
    for (int turn = 0; turn < 200 && !is_over(child); ++turn)
        machine.wait(10ms);
    CHECK(is_over(child));
}

TEST_CASE("who prints without end is ended") {
    Machine machine;
    const auto ran = machine.shell("yes; sleep 60");
    REQUIRE(ran.has_error());
    CHECK(ran.error().message == "printed more than 1000 bytes");
    CHECK(machine.shell("yes >&2").error().message == "printed more than 1000 bytes");
    CHECK(machine.shell("printf '%1000s' x")->output.reveal().size() == 1000);
}

TEST_CASE("a program that leaves another one behind is not waited for longer than a moment") {
    Machine machine;
    const auto before = machine.clock->steady_now();
    const auto ran = machine.shell("echo key; sleep 60 &");
    REQUIRE(ran.has_value());
    CHECK(ran->output.reveal() == "key\n");
    CHECK(machine.clock->steady_now() - before < 10s);
}
