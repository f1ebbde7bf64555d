#include "adapters/control/listening_socket.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <optional>
#include <pwd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

namespace ecdsnap::adapters {
namespace {

constexpr mode_t socket_mode = 0660;
constexpr int waiting_connections = 1024;

core::Error local_error(const std::filesystem::path& path, std::string message) {
    core::Error error;
    error.kind = core::ErrorClass::local;
    error.doing = "control socket " + path.string();
    error.message = std::move(message);
    return error;
}

core::Error system_error(const std::filesystem::path& path, const char* doing) {
    return local_error(path, fmt::format("{}: {}", doing, std::strerror(errno)));
}

class Descriptor {
public:
    explicit Descriptor(int value) : value_(value) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() {
        if (value_ >= 0) close(value_);
    }
    int get() const { return value_; }
    int release() { return std::exchange(value_, -1); }

private:
    int value_;
};

Descriptor new_socket() {
    return Descriptor(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
}

sockaddr_un address_of(const std::filesystem::path& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path.c_str(), path.native().size() + 1);
    return address;
}

const sockaddr* generic(const sockaddr_un& address) {
    return reinterpret_cast<const sockaddr*>(&address);
}

// What stands in the way at `path`; nothing when it is free, or was a dead socket that is now removed.
std::optional<core::Error> make_way(const std::filesystem::path& path, const sockaddr_un& address) {
    struct stat state {};
    if (lstat(path.c_str(), &state) != 0) {
        if (errno == ENOENT) return std::nullopt;
        return system_error(path, "cannot be looked at");
    }
    if (!S_ISSOCK(state.st_mode)) return local_error(path, "there is a file that is not a socket; it was left alone");

    const auto probe = new_socket();
    const int connected = connect(probe.get(), generic(address), sizeof address);
    // EAGAIN: its queue is full, so somebody listens
    if (connected == 0 || errno == EAGAIN) return local_error(path, "another daemon answers there");
    if (errno != ECONNREFUSED) return system_error(path, "cannot be tried");
    if (unlink(path.c_str()) != 0 && errno != ENOENT) return system_error(path, "cannot be removed");
    return std::nullopt;
}

}  // namespace

core::Result<int> open_listening_socket(const std::filesystem::path& path) {
    constexpr auto longest = sizeof(sockaddr_un::sun_path) - 1;
    const auto size = path.native().size();
    if (size > longest)
        return local_error(path, fmt::format("the path has {} bytes, a socket's may have {}", size, longest));
    const auto address = address_of(path);
    if (const auto obstacle = make_way(path, address)) return *obstacle;

    auto listener = new_socket();
    // Before bind(), so that the file never has another mode; after it, because the umask was taken off.
    if (fchmod(listener.get(), socket_mode) != 0) return system_error(path, "mode");
    if (bind(listener.get(), generic(address), sizeof address) != 0) return system_error(path, "cannot be made");
    if (chmod(path.c_str(), socket_mode) != 0) return system_error(path, "mode");
    if (listen(listener.get(), waiting_connections) != 0) return system_error(path, "cannot be listened on");
    return listener.release();
}

// Only the machine's own file is asked: other sources of names may ask a network, and the loop does not wait for one.
std::string local_user(uid_t uid) {
    const std::unique_ptr<FILE, int (*)(FILE*)> file(std::fopen("/etc/passwd", "re"), std::fclose);
    while (file) {
        const passwd* entry = fgetpwent(file.get());
        if (entry == nullptr) break;
        if (entry->pw_uid == uid) return entry->pw_name;
    }
    return {};
}

FileIdentity identity_of(const std::filesystem::path& path) {
    struct stat state {};
    if (lstat(path.c_str(), &state) != 0) return {};
    return {state.st_dev, state.st_ino};
}

Peer peer_of(int descriptor) {
    Peer nobody;
    nobody.uid = static_cast<uid_t>(-1);
    ucred credentials{};
    socklen_t size = sizeof credentials;
    if (getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &credentials, &size) != 0) return nobody;

    Peer peer;
    peer.uid = credentials.uid;
    peer.pid = credentials.pid;
    socklen_t bytes = 0;
    // The first call fails with the size that is needed (or succeeds when there are none).
    if (getsockopt(descriptor, SOL_SOCKET, SO_PEERGROUPS, nullptr, &bytes) != 0 && errno == ERANGE) {
        peer.groups.resize(bytes / sizeof(gid_t));
        if (getsockopt(descriptor, SOL_SOCKET, SO_PEERGROUPS, peer.groups.data(), &bytes) != 0) peer.groups.clear();
    }
    peer.groups.push_back(credentials.gid);
    return peer;
}

}  // namespace ecdsnap::adapters
