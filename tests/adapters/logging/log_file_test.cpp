#include "adapters/logging/log_file.hpp"

#include "adapters/logging/event_log.hpp"
#include "fakes/temporary_folder.hpp"
#include "one_clock.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <sstream>
#include <string>
#include <sys/stat.h>

using namespace ecdsnap;
using namespace std::chrono;

namespace {

const tests::OneClock clock_{core::WallTime{sys_days{2026y / 11 / 24} + 18h}};

std::string content(const std::filesystem::path& path) {
    std::ifstream file(path);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

struct Place {
    tests::TemporaryFolder folder;
    core::LogFile file{folder.path() / "ecdsnapd.log", 0, 2};

    std::unique_ptr<adapters::LogFileWriter> opened() const {
        auto writer = adapters::LogFileWriter::open(file);
        REQUIRE(writer.has_value());
        return std::move(writer.value());
    }
    std::filesystem::path older(int number) const { return file.path.string() + "." + std::to_string(number); }
};

}  // namespace

TEST_CASE("lines are appended to what is there; a new file is not for everyone") {
    const Place place;
    CHECK(place.opened()->write("one"));
    CHECK(place.opened()->write("two"));
    CHECK(content(place.file.path) == "one\ntwo\n");
    struct stat state {};
    REQUIRE(stat(place.file.path.c_str(), &state) == 0);
    CHECK((state.st_mode & 0137) == 0);
}

TEST_CASE("a full file is renamed, the older ones move on, and the oldest goes") {
    Place place;
    place.file.rotate_mib = 1;
    const auto writer = place.opened();
    const std::string line(400'000, 'x');  // two of them in a file
    for (const char each : {'a', 'a', 'b', 'b', 'c', 'c', 'd'})
        CHECK(writer->write(each + line));
    CHECK(content(place.file.path).front() == 'd');
    CHECK(content(place.older(1)).front() == 'c');
    CHECK(content(place.older(1)).size() == 2 * 400'002);
    CHECK(content(place.older(2)).front() == 'b');
    CHECK(!std::filesystem::exists(place.older(3)));
}

TEST_CASE("a line larger than a file may be is written, by itself") {
    Place place;
    place.file.rotate_mib = 1;
    const auto writer = place.opened();
    CHECK(writer->write(std::string(3'000'000, 'a')));
    CHECK(writer->write("b"));
    CHECK(content(place.file.path) == "b\n");
}

TEST_CASE("a file that another program renamed or removed is left to it") {
    const Place place;
    const auto writer = place.opened();
    CHECK(writer->write("one"));
    std::filesystem::rename(place.file.path, place.older(1));
    CHECK(writer->write("two"));
    CHECK(content(place.older(1)) == "one\n");
    CHECK(content(place.file.path) == "two\n");
    std::filesystem::remove(place.file.path);
    CHECK(writer->write("three"));
    CHECK(content(place.file.path) == "three\n");
}

TEST_CASE("while no new file can be made, lines go on into the one that is open") {
    const Place place;
    const auto writer = place.opened();
    std::filesystem::rename(place.file.path, place.older(1));
    std::filesystem::create_directory(place.file.path);
    CHECK(writer->write("one"));
    CHECK(content(place.older(1)) == "one\n");
    std::filesystem::remove(place.file.path);
    CHECK(writer->write("two"));
    CHECK(content(place.file.path) == "two\n");
}

TEST_CASE("a full disk costs the line, and the log tells how many when it goes on") {
    adapters::EventLogOptions options;
    options.settings.file = {"/dev/full", 0, 1};
    auto log = adapters::make_event_log(options, clock_);
    REQUIRE(log.has_value());
    log.value()->emit({core::EventId::ready, "every site is ready", {}});  // nothing is thrown, and the end comes
}

TEST_CASE("a file that cannot be opened is an error with its path and the reason") {
    const auto writer = adapters::LogFileWriter::open({"/nowhere/ecdsnapd.log", 0, 1});
    REQUIRE(writer.has_error());
    CHECK(writer.error().message.starts_with("/nowhere/ecdsnapd.log: No such file or directory (`log.file`"));
}

TEST_CASE("in a file automatic means JSON, also under systemd and beside a terminal") {
    const Place place;
    adapters::EventLogOptions options;
    options.settings.file = place.file;
    options.target.journal = true;
    options.target.terminal = true;
    options.target.coloured = true;
    SUBCASE("automatic") {
        adapters::make_event_log(options, clock_).value()->emit({core::EventId::ready, "every site is ready", {}});
        CHECK(content(place.file.path).front() == '{');
    }
    SUBCASE("text without colours and without the journal's prefix") {
        options.settings.format = core::LogFormat::text;
        adapters::make_event_log(options, clock_).value()->emit({core::EventId::ready, "every site is ready", {}});
        const auto text = content(place.file.path);
        CHECK(text.front() == '2');
        CHECK(text.find('\x1b') == std::string::npos);
    }
}
