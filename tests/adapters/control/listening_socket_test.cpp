#include "adapters/control/listening_socket.hpp"

#include "core/error.hpp"
#include "fakes/temporary_folder.hpp"

#include <doctest/doctest.h>

#include <array>
#include <fstream>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace ecdsnap;
using adapters::open_listening_socket;

namespace {

std::string refusal(const std::filesystem::path& path) {
    const auto opened = open_listening_socket(path);
    REQUIRE(!opened.has_value());
    CHECK(opened.error().kind == core::ErrorClass::local);
    return opened.error().message;
}

}  // namespace

TEST_CASE("a new socket may be used by owner and group only, whatever the umask is") {
    const tests::TemporaryFolder folder;
    const auto old = umask(0077);
    const auto opened = open_listening_socket(folder.path() / "s");
    umask(old);
    REQUIRE(opened.has_value());
    struct stat state {};
    REQUIRE(stat((folder.path() / "s").c_str(), &state) == 0);
    CHECK((state.st_mode & 07777) == 0660);
    close(*opened);
}

TEST_CASE("a socket that somebody listens on is left alone") {
    const tests::TemporaryFolder folder;
    const auto first = open_listening_socket(folder.path() / "s");
    REQUIRE(first.has_value());
    const auto before = adapters::identity_of(folder.path() / "s");
    CHECK(refusal(folder.path() / "s") == "another daemon answers there");
    CHECK(adapters::identity_of(folder.path() / "s") == before);
    close(*first);
}

TEST_CASE("a socket that a dead daemon left behind is replaced") {
    const tests::TemporaryFolder folder;
    const auto first = open_listening_socket(folder.path() / "s");
    REQUIRE(first.has_value());
    close(*first);
    const auto second = open_listening_socket(folder.path() / "s");
    REQUIRE(second.has_value());
    close(*second);
}

TEST_CASE("a file that is no socket is never removed") {
    const tests::TemporaryFolder folder;
    std::ofstream(folder.path() / "s") << "precious";
    CHECK(refusal(folder.path() / "s") == "there is a file that is not a socket; it was left alone");
    CHECK(std::filesystem::file_size(folder.path() / "s") == 8);

    std::filesystem::create_symlink(folder.path() / "s", folder.path() / "link");
    CHECK(refusal(folder.path() / "link") == "there is a file that is not a socket; it was left alone");
}

TEST_CASE("a path that cannot be used is told") {
    const tests::TemporaryFolder folder;
    CHECK(refusal(folder.path() / "missing" / "s") == "cannot be made: No such file or directory");
    CHECK(refusal("/" + std::string(107, 'x')) == "the path has 108 bytes, a socket's may have 107");
}

TEST_CASE("the kernel says who is connected") {
    std::array<int, 2> ends{};
    REQUIRE(socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()) == 0);
    const auto peer = adapters::peer_of(ends[0]);
    CHECK(peer.uid == getuid());
    CHECK(!peer.groups.empty());
    CHECK(peer.groups.back() == getgid());
    close(ends[0]);
    close(ends[1]);
    CHECK(adapters::peer_of(-1).uid == static_cast<uid_t>(-1));
}
