#include "adapters/logging/journal_writer.hpp"

#include <cerrno>
#include <cstring>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <utility>

namespace ecdsnap::adapters {

JournalWriter::JournalWriter(std::string socket)
    : socket_(std::move(socket)), descriptor_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) {}

JournalWriter::~JournalWriter() {
    if (descriptor_ >= 0) close(descriptor_);
}

bool JournalWriter::write(std::string_view entry) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (descriptor_ < 0 || socket_.size() >= sizeof address.sun_path) return false;
    std::memcpy(address.sun_path, socket_.data(), socket_.size());
    while (connect(descriptor_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 || errno == EISCONN) {
        if (send(descriptor_, entry.data(), entry.size(), MSG_NOSIGNAL) >= 0) return true;
        const bool full = errno == EAGAIN;
        if (!full && errno != EINTR) return false;  // gone, or too long
        if (full && !patience_.wait_until_writable(descriptor_)) return false;
    }
    return false;
}

}  // namespace ecdsnap::adapters
