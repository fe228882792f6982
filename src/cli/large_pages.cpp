// Long arrays on large pages: a table of millions of rows is a dozen columns that are written once, and with pages of 4 KiB the
// kernel takes longer to hand them out than we to reckon with them. Replaces the global operator new for what fills two large pages or more.
#include <sys/mman.h>

#include <cstdlib>
#include <new>

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)

namespace {

constexpr std::size_t kLargePage = 2 * 1024 * 1024;

void* allocated(std::size_t size) {
  if (size < 2 * kLargePage) return std::malloc(size == 0 ? 1 : size);
  const std::size_t whole = (size + kLargePage - 1) / kLargePage * kLargePage;
  if (whole < size) return nullptr;
  void* memory = std::aligned_alloc(kLargePage, whole);
  // A wish: where the kernel has no large pages the memory is as good.
  if (memory) madvise(memory, whole, MADV_HUGEPAGE);
  return memory;
}

}  // namespace

void* operator new(std::size_t size) {
  while (true) {
    if (void* memory = allocated(size)) return memory;
    if (const std::new_handler handler = std::get_new_handler()) handler();
    else throw std::bad_alloc();
  }
}

void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t /*size*/) noexcept { std::free(memory); }

#endif
