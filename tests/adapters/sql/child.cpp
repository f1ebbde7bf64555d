#include "adapters/sql/child.hpp"

#include <array>
#include <cerrno>
#include <exception>
#include <iostream>
#include <limits>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>

namespace ecdsnap::tests {

Child::Child(const std::function<int(int report)>& work) {
    std::array<int, 2> ends{};
    if (::pipe(ends.data()) != 0) throw std::system_error(errno, std::generic_category(), "pipe");
    std::cout.flush();  // or the child would write it a second time
    pid_ = ::fork();
    if (pid_ < 0) throw std::system_error(errno, std::generic_category(), "fork");
    if (pid_ == 0) {
        ::close(ends[0]);
        int status = 99;
        try {
            status = work(ends[1]);
        } catch (const std::exception&) {
        }
        ::_exit(status);
    }
    ::close(ends[1]);
    pipe_ = ends[0];
}

Child::~Child() {
    if (pid_ > 0) {
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
    }
    ::close(pipe_);
}

std::string Child::read(std::size_t bytes) {
    const auto wanted = bytes > std::numeric_limits<std::size_t>::max() - written_.size()
                            ? std::numeric_limits<std::size_t>::max()
                            : written_.size() + bytes;
    std::array<char, 4096> buffer{};
    while (written_.size() < wanted) {
        const auto count = ::read(pipe_, buffer.data(), buffer.size());
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) break;
        written_.append(buffer.data(), static_cast<std::size_t>(count));
    }
    return written_;
}

std::string Child::read_to_end() {
    return read(std::numeric_limits<std::size_t>::max());
}

std::string Child::kill() {
    ::kill(pid_, SIGKILL);
    exit_status();
    return read_to_end();
}

int Child::exit_status() {
    int status = 0;
    ::waitpid(pid_, &status, 0);
    pid_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace ecdsnap::tests
