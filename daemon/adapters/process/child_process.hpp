// One child process with a process group of its own, its output in two pipes. No shell, no standard input, none of our
// other file descriptors.
#pragma once

#include "core/result.hpp"

#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace ecdsnap::adapters {

// Closes what it owns.
class Descriptor {
public:
    explicit Descriptor(int number = -1) : number_(number) {}
    Descriptor(Descriptor&& other) noexcept : number_(other.release()) {}
    Descriptor& operator=(Descriptor&& other) noexcept;
    ~Descriptor();
    int get() const { return number_; }
    int release();

private:
    int number_;
};

class ChildProcess {
public:
    // Error: it cannot be started, as the rest of a sentence.
    static core::Result<ChildProcess> start(const std::vector<std::string>& argv,
                                            const std::vector<std::string>& environment);

    ChildProcess(ChildProcess&& other) noexcept;
    ChildProcess& operator=(ChildProcess&&) = delete;
    ~ChildProcess();  // ends it, with all it started

    // Readable as soon as it has ended.
    Descriptor take_end() { return std::move(end_); }
    Descriptor take_output() { return std::move(output_); }
    Descriptor take_errors() { return std::move(errors_); }

    // SIGKILL to its whole group; what had ended before is not touched.
    void kill_group() const;
    // Once it has ended: its exit code, 128 + N when signal N ended it. Waits for that.
    int reap();

private:
    ChildProcess(pid_t id, Descriptor end, Descriptor output, Descriptor errors);

    pid_t id_;  // 0: it is not ours any more
    bool reaped_ = false;
    Descriptor end_, output_, errors_;
};

}  // namespace ecdsnap::adapters
