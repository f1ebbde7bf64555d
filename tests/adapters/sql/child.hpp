// A forked child that works on a ledger and reports through a pipe, to be killed or waited for.
#pragma once

#include <csignal>
#include <cstddef>
#include <functional>
#include <string>
#include <sys/types.h>

namespace ecdsnap::tests {

class Child {
public:
    // What the child does; it writes to the descriptor and leaves by returning its exit status.
    explicit Child(const std::function<int(int report)>& work);
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;
    ~Child();

    // Waits until the child has written so many more bytes or ended; what it has written so far.
    std::string read(std::size_t bytes);
    std::string read_to_end();

    // Ends it, takes what it had written until then, and waits for it.
    std::string kill();
    int exit_status();  // waits; -1: ended by a signal

    pid_t pid() const { return pid_; }

private:
    pid_t pid_ = -1;
    int pipe_ = -1;
    std::string written_;
};

}  // namespace ecdsnap::tests
