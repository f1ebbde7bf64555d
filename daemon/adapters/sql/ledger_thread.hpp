// The one thread that uses the ledger's file. Commits that wait at the same time share one transaction and one disk
// write; questions are answered between such groups.
#pragma once

#include "adapters/sql/answer.hpp"
#include "adapters/sql/ledger_store.hpp"
#include "core/result.hpp"

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace ecdsnap::adapters::sql {

class LedgerThread {
public:
    struct Commit {
        CommitRequest request;
        std::shared_ptr<Answer<core::Result<void>>> answer;
    };
    // false: not finished; it is called again after what has come in meanwhile.
    using Question = std::function<bool(LedgerStore&)>;

    explicit LedgerThread(std::unique_ptr<LedgerStore> store);
    LedgerThread(const LedgerThread&) = delete;
    LedgerThread& operator=(const LedgerThread&) = delete;
    ~LedgerThread();  // does what has been asked for, then ends

    void add(Commit commit);
    void add(Question question);

private:
    struct Jobs {
        std::vector<Commit> commits;
        std::vector<Question> questions;
        bool empty() const { return commits.empty() && questions.empty(); }
    };

    void run();
    Jobs wait_for_jobs();
    void commit_in_groups(std::vector<Commit>& commits);
    void answer_questions(std::vector<Question>& questions);

    std::unique_ptr<LedgerStore> store_;  // the thread's own
    std::mutex mutex_;
    std::condition_variable wake_;
    Jobs jobs_;           // guarded by mutex_
    bool end_ = false;    // guarded by mutex_
    std::thread thread_;  // last: it uses all of the above
};

}  // namespace ecdsnap::adapters::sql
