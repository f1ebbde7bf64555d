#include "cli/command_line.hpp"
#include "fakes/serving_daemon.hpp"

#include <doctest/doctest.h>

#include <sstream>
#include <string>

using namespace ecdsnap;

TEST_CASE("status --watch: looks again until it is ended, and goes on without a daemon") {
    struct Ended {};
    tests::ServingDaemon daemon;
    for (const std::size_t width : {std::size_t{0}, std::size_t{80}}) {
        INFO("width " << width);
        std::ostringstream out;
        std::ostringstream err;
        int looks = 0;
        cli::Terminal terminal{out, err, 0, false, [&](core::Millis time) {
                                   CHECK(time == std::chrono::seconds{3});
                                   if (++looks == 3) throw Ended{};
                               }};
        terminal.screen = [=] { return cli::Screen{width, width == 0 ? 0U : 8U}; };
        CHECK_THROWS_AS(
            cli::run_command_line({"--socket", daemon.socket().string(), "status", "--watch", "3s"}, terminal), Ended);
        const std::string text = out.str();
        const bool redrawn = text.find("\x1b[H") != text.npos;
        CHECK(redrawn == (width != 0));
        CHECK((text.find("more lines") != text.npos) == (width != 0));
        CHECK(err.str().empty());
    }
    std::ostringstream out;
    std::ostringstream err;
    cli::Terminal terminal{out, err, 0, false, [](core::Millis) {}};
    CHECK(cli::run_command_line({"--socket", daemon.socket().string(), "status", "--watch", "1ms"}, terminal) == 2);
    CHECK(err.str() == "ecdsnap: --watch: the time between two looks is 250ms to 24h, such as 2s\n");
    daemon.stop();
}
