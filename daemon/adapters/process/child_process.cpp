#include "adapters/process/child_process.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <spawn.h>
#include <stdexcept>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace ecdsnap::adapters {
namespace {

core::Error failed(std::string what, int error) {
    core::Error made;
    made.kind = core::ErrorClass::local;
    made.doing = "running a program";
    made.message = std::move(what) + ": " + std::generic_category().message(error);
    return made;
}

struct Pipe {
    Descriptor read, write;

    bool open() {
        std::array<int, 2> ends{};
        if (::pipe2(ends.data(), O_CLOEXEC) != 0) return false;
        read = Descriptor(ends[0]);
        write = Descriptor(ends[1]);
        return ::fcntl(read.get(), F_SETFL, O_NONBLOCK) == 0;
    }
};

// What posix_spawn has to know; its functions fail only for want of memory.
class SpawnPlan {
public:
    SpawnPlan(int output, int errors) {
        bool good = ::posix_spawn_file_actions_init(&actions_) == 0 && ::posix_spawnattr_init(&attributes_) == 0;
        good = good && ::posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0) == 0;
        good = good && ::posix_spawn_file_actions_adddup2(&actions_, output, STDOUT_FILENO) == 0;
        good = good && ::posix_spawn_file_actions_adddup2(&actions_, errors, STDERR_FILENO) == 0;
        good = good && ::posix_spawn_file_actions_addclosefrom_np(&actions_, STDERR_FILENO + 1) == 0;
        sigset_t none;
        sigset_t all;
        ::sigemptyset(&none);
        ::sigfillset(&all);
        good = good && ::posix_spawnattr_setsigmask(&attributes_, &none) == 0;
        good = good && ::posix_spawnattr_setsigdefault(&attributes_, &all) == 0;  // SIGPIPE too, which we ignore
        good = good && ::posix_spawnattr_setpgroup(&attributes_, 0) == 0;         // a group of its own
        constexpr short flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF;
        good = good && ::posix_spawnattr_setflags(&attributes_, flags) == 0;
        if (!good) throw std::runtime_error("posix_spawn cannot be prepared");
    }
    SpawnPlan(const SpawnPlan&) = delete;
    SpawnPlan& operator=(const SpawnPlan&) = delete;
    ~SpawnPlan() {
        ::posix_spawn_file_actions_destroy(&actions_);
        ::posix_spawnattr_destroy(&attributes_);
    }

    int run(pid_t& id, const std::vector<char*>& argv, const std::vector<char*>& environment) const {
        return ::posix_spawnp(&id, argv.front(), &actions_, &attributes_, argv.data(), environment.data());
    }

private:
    posix_spawn_file_actions_t actions_{};
    posix_spawnattr_t attributes_{};
};

// As the C functions want it: not changed by them.
std::vector<char*> pointers(const std::vector<std::string>& texts) {
    std::vector<char*> out;
    for (const std::string& text : texts)
        out.push_back(const_cast<char*>(text.c_str()));  // NOLINT(cppcoreguidelines-pro-type-const-cast)
    out.push_back(nullptr);
    return out;
}

}  // namespace

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
    if (this != &other) {
        if (number_ != -1) ::close(number_);
        number_ = other.release();
    }
    return *this;
}

Descriptor::~Descriptor() {
    if (number_ != -1) ::close(number_);
}

int Descriptor::release() {
    return std::exchange(number_, -1);
}

core::Result<ChildProcess> ChildProcess::start(const std::vector<std::string>& argv,
                                               const std::vector<std::string>& environment) {
    Pipe output;
    Pipe errors;
    if (!output.open() || !errors.open()) return failed("has no pipe to print to", errno);
    const SpawnPlan plan(output.write.get(), errors.write.get());
    pid_t id = 0;
    if (const int error = plan.run(id, pointers(argv), pointers(environment)); error != 0)
        return failed("cannot be started", error);
    // By its number: glibc of Debian 12 has no function for it.
    Descriptor end(static_cast<int>(::syscall(SYS_pidfd_open, id, 0)));
    const int error = errno;
    ChildProcess child(id, std::move(end), std::move(output.read), std::move(errors.read));
    if (child.end_.get() == -1) return failed("cannot be waited for", error);
    return child;
}

ChildProcess::ChildProcess(pid_t id, Descriptor end, Descriptor output, Descriptor errors)
    : id_(id), end_(std::move(end)), output_(std::move(output)), errors_(std::move(errors)) {}

ChildProcess::ChildProcess(ChildProcess&& other) noexcept
    : id_(std::exchange(other.id_, 0)),
      reaped_(other.reaped_),
      end_(std::move(other.end_)),
      output_(std::move(other.output_)),
      errors_(std::move(other.errors_)) {}

// Who is killed ends at once, but for one that the kernel holds: nobody waits for that one here.
ChildProcess::~ChildProcess() {
    if (id_ == 0 || reaped_) return;
    kill_group();
    ::waitpid(id_, nullptr, WNOHANG);
}

// Until it is reaped no other group can have its number.
void ChildProcess::kill_group() const {
    if (id_ != 0 && !reaped_) ::kill(-id_, SIGKILL);
}

int ChildProcess::reap() {
    int status = 0;
    while (::waitpid(id_, &status, 0) == -1 && errno == EINTR) {
    }
    reaped_ = true;
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace ecdsnap::adapters
