#include "adapters/logging/journal_writer.hpp"

#include "adapters/logging/event_log.hpp"
#include "fakes/temporary_folder.hpp"
#include "one_clock.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <string>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

using namespace ecdsnap;
using namespace std::chrono;

namespace {

const tests::OneClock clock_{core::WallTime{sys_days{2026y / 11 / 24} + 18h}};

// A journal that takes datagrams and does not read them before it is asked to.
class Journal {
public:
    explicit Journal(std::string path) : path_(std::move(path)) { open(); }
    ~Journal() { shut(); }
    Journal(const Journal&) = delete;
    Journal& operator=(const Journal&) = delete;

    void open() {
        socket_ = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::memcpy(address.sun_path, path_.c_str(), path_.size() + 1);
        REQUIRE(bind(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
    }
    void shut() {
        if (socket_ >= 0) close(socket_);
        socket_ = -1;
        unlink(path_.c_str());
    }
    // "" when there is none.
    std::string next() const {
        std::array<char, 300'000> buffer{};
        const auto size = recv(socket_, buffer.data(), buffer.size(), 0);
        return size > 0 ? std::string(buffer.data(), static_cast<std::size_t>(size)) : "";
    }

private:
    std::string path_;
    int socket_ = -1;
};

struct Place {
    tests::TemporaryFolder folder;
    std::string socket = (folder.path() / "journal").string();
};

}  // namespace

TEST_CASE("under the journal an event is one entry with fields; the end loses none") {
    const Place place;
    const Journal journal(place.socket);
    adapters::EventLogOptions options;
    options.target.journal = true;
    options.target.journal_socket = place.socket;
    options.version = "0.1.0";
    {
        auto log = adapters::make_event_log(options, clock_);
        REQUIRE(log.has_value());
        log.value()->emit({core::EventId::task_missed, "2 disks were missed", {{"policy", "nightly"}}});
        log.value()->emit({core::EventId::ready, "every site is ready", {}});
    }
    const auto first = journal.next();
    CHECK(first.starts_with("MESSAGE=ECDS-1204 2 disks were missed policy=nightly"));
    CHECK(first.find("\nECDSNAP_POLICY=nightly\n") != std::string::npos);
    CHECK(journal.next().starts_with("MESSAGE=ECDS-1002 every site is ready\nPRIORITY=6\n"));
    CHECK(journal.next() == "");
}

TEST_CASE("an entry survives a restart of the journal") {
    const Place place;
    Journal journal(place.socket);
    adapters::JournalWriter writer(place.socket);
    CHECK(writer.write("MESSAGE=one\n"));
    CHECK(journal.next() == "MESSAGE=one\n");
    journal.shut();
    CHECK(!writer.write("MESSAGE=two\n"));
    journal.open();
    CHECK(writer.write("MESSAGE=three\n"));
    CHECK(journal.next() == "MESSAGE=three\n");
}

TEST_CASE("a journal that does not read holds the end up no longer than the patience") {
    const Place place;
    const Journal journal(place.socket);
    adapters::JournalWriter writer(place.socket);
    writer.hurry(20ms);
    int written = 0;
    while (written < 100'000 && writer.write("MESSAGE=more\n"))
        ++written;
    CHECK(written > 0);
    CHECK(written < 100'000);  // the socket's queue is full, and write() came back
}

TEST_CASE("an entry that no datagram holds is refused, and the next one written") {
    const Place place;
    const Journal journal(place.socket);
    adapters::JournalWriter writer(place.socket);
    CHECK(!writer.write("MESSAGE=" + std::string(10'000'000, 'x') + "\n"));
    CHECK(writer.write("MESSAGE=short\n"));
    CHECK(journal.next() == "MESSAGE=short\n");
}

TEST_CASE("where no journal takes entries, their messages come out as lines with the level before them") {
    const Place place;
    const auto file = place.folder.path() / "lines";
    const int descriptor = open(file.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    REQUIRE(descriptor >= 0);
    adapters::EventLogOptions options;
    options.settings.format = core::LogFormat::journald;
    options.target.descriptor = descriptor;
    options.target.journal = true;
    options.target.journal_socket = place.socket;  // nobody listens
    adapters::make_event_log(options, clock_).value()->emit({core::EventId::ready, "every site is ready", {}});
    close(descriptor);
    std::ifstream lines(file);
    std::string line;
    std::getline(lines, line);
    CHECK(line == "<6>ECDS-1002 every site is ready");
}

TEST_CASE("a path that no socket can have is refused, not cut") {
    adapters::JournalWriter writer(std::string(200, 'x'));
    CHECK(!writer.write("MESSAGE=one\n"));
}
