#include "adapters/sql/ledger_thread.hpp"

#include <csignal>
#include <pthread.h>

namespace ecdsnap::adapters::sql {
namespace {

// Larger groups gain nothing: the disk write is then a small part of the time.
constexpr std::size_t most_changes_in_group = 2000;

// Signals are the main thread's business.
void block_signals() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, nullptr);
}

}  // namespace

LedgerThread::LedgerThread(std::unique_ptr<LedgerStore> store) : store_(std::move(store)), thread_([this] { run(); }) {}

LedgerThread::~LedgerThread() {
    {
        const std::lock_guard lock(mutex_);
        end_ = true;
    }
    wake_.notify_one();
    thread_.join();
}

void LedgerThread::add(Commit commit) {
    {
        const std::lock_guard lock(mutex_);
        jobs_.commits.push_back(std::move(commit));
    }
    wake_.notify_one();
}

void LedgerThread::add(Question question) {
    {
        const std::lock_guard lock(mutex_);
        jobs_.questions.push_back(std::move(question));
    }
    wake_.notify_one();
}

void LedgerThread::run() {
    block_signals();
    pthread_setname_np(pthread_self(), "ledger");
    for (;;) {
        auto jobs = wait_for_jobs();
        if (jobs.empty()) break;
        // Commits first: nobody who asks has been answered yet, so each question may see them.
        commit_in_groups(jobs.commits);
        answer_questions(jobs.questions);
    }
    store_->close();
}

// None: the end was asked for and everything is done.
LedgerThread::Jobs LedgerThread::wait_for_jobs() {
    std::unique_lock lock(mutex_);
    wake_.wait(lock, [this] { return end_ || !jobs_.empty(); });
    return std::exchange(jobs_, Jobs{});
}

void LedgerThread::commit_in_groups(std::vector<Commit>& commits) {
    for (std::size_t first = 0; first < commits.size();) {
        std::vector<const CommitRequest*> group;
        std::size_t changes = 0;
        for (auto next = first; next < commits.size() && changes < most_changes_in_group; ++next) {
            group.push_back(&commits[next].request);
            changes += commits[next].request.changes.size();
        }
        auto answers = store_->commit(group);
        for (auto& answer : answers) {
            auto& commit = commits[first++];
            commit.request.changes = {};  // whoever is told may need the room
            commit.answer->give(std::move(answer));
        }
    }
}

void LedgerThread::answer_questions(std::vector<Question>& questions) {
    for (auto& question : questions)
        if (!question(*store_)) add(std::move(question));
}

}  // namespace ecdsnap::adapters::sql
