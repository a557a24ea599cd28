/*
 * The powers of an attacker who runs code in a process: any system call, any memory, a jump to any address. The attacker,
 * which is JavaScript, loads it. Declaring these few functions of Node's makes its headers unnecessary.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

struct info;
typedef struct env *napi_env;
typedef struct value *napi_value;
typedef napi_value (*napi_callback)(napi_env, struct info *);
int napi_get_cb_info(napi_env, struct info *, size_t *, napi_value *, napi_value *, void **);
int napi_get_value_double(napi_env, napi_value, double *);
int napi_get_value_string_utf8(napi_env, napi_value, char *, size_t, size_t *);
int napi_is_buffer(napi_env, napi_value, bool *);
int napi_get_buffer_info(napi_env, napi_value, void **, size_t *);
int napi_create_double(napi_env, double, napi_value *);
int napi_create_function(napi_env, const char *, size_t, napi_callback, void *, napi_value *);
int napi_set_named_property(napi_env, napi_value, const char *, napi_value);

#define CALL(name) {#name, SYS_##name}
static const struct { const char *name; long number; } calls[] = {
	CALL(accept4), CALL(add_key), CALL(adjtimex), CALL(bind), CALL(bpf), CALL(capset), CALL(chroot), CALL(clock_settime),
	CALL(clone), CALL(close), CALL(connect), CALL(delete_module), CALL(dup), CALL(flock), CALL(getsockopt),
	CALL(inotify_init1), CALL(mremap), CALL(msync), CALL(remap_file_pages), CALL(shmdt), CALL(sync), CALL(execve), CALL(execveat),
	CALL(fanotify_init), CALL(fchownat), CALL(fcntl), CALL(finit_module), CALL(fsopen), CALL(getpid), CALL(getsockname),
	CALL(init_module), CALL(io_setup), CALL(io_uring_setup), CALL(ioctl), CALL(ioprio_set), CALL(kcmp), CALL(kexec_load),
	CALL(keyctl), CALL(kill), CALL(listen), CALL(memfd_create), CALL(mkdirat), CALL(mknodat), CALL(mlockall), CALL(mmap),
	CALL(mount), CALL(mprotect), CALL(mq_open), CALL(munmap), CALL(name_to_handle_at), CALL(open_by_handle_at),
	CALL(open_tree), CALL(openat), CALL(perf_event_open), CALL(personality), CALL(pidfd_getfd), CALL(pidfd_open), CALL(pidfd_send_signal),
	CALL(pipe2), CALL(pivot_root), CALL(pkey_mprotect), CALL(prctl), CALL(prlimit64), CALL(process_vm_readv), CALL(process_vm_writev),
	CALL(ptrace), CALL(quotactl), CALL(read), CALL(reboot), CALL(request_key), CALL(rt_sigqueueinfo),
	CALL(sched_setaffinity), CALL(sched_setscheduler), CALL(sendmmsg), CALL(sendmsg), CALL(sendto), CALL(setgroups),
	CALL(sethostname), CALL(setns), CALL(setpriority), CALL(setresgid), CALL(setresuid), CALL(setsockopt), CALL(settimeofday),
	CALL(shmat), CALL(shmget), CALL(shutdown), CALL(socket), CALL(socketpair), CALL(swapon), CALL(symlinkat), CALL(syslog),
	CALL(tgkill), CALL(umount2), CALL(unshare), CALL(userfaultfd), CALL(vhangup), CALL(write),
};

static long number_of(const char *name)
{
	for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
		if (strcmp(calls[i].name, name) == 0)
			return calls[i].number;
	return -1;
}

/* A number as it is, a buffer as its address. */
static long argument(napi_env env, napi_value value)
{
	bool is_buffer = false;
	void *data = NULL;
	size_t length;
	double number = 0;
	napi_is_buffer(env, value, &is_buffer);
	if (is_buffer)
		napi_get_buffer_info(env, value, &data, &length);
	else
		napi_get_value_double(env, value, &number);
	return is_buffer ? (long)data : (long)number;
}

struct request { char name[32]; long number; long arguments[6]; };

static struct request read_request(napi_env env, struct info *info)
{
	struct request request = {0};
	napi_value values[7];
	size_t count = 7;
	napi_get_cb_info(env, info, &count, values, NULL, NULL);
	napi_get_value_string_utf8(env, values[0], request.name, sizeof request.name, NULL);
	request.number = number_of(request.name);
	for (size_t i = 1; i < count && i < 7; i++)
		request.arguments[i - 1] = argument(env, values[i]);
	return request;
}

static long do_syscall(struct request request)
{
	long *a = request.arguments;
	long result = syscall(request.number, a[0], a[1], a[2], a[3], a[4], a[5]);
	return result == -1 ? -errno : result;
}

static napi_value number(napi_env env, double value)
{
	napi_value result;
	napi_create_double(env, value, &result);
	return result;
}

/* call(name, ...arguments): the system call's result, or an error number below zero. */
static napi_value call(napi_env env, struct info *info)
{
	return number(env, do_syscall(read_request(env, info)));
}

static napi_value reap(napi_env env, long child)
{
	int status = 0;
	if (child < 0)
		return number(env, -errno);
	waitpid(child, &status, __WALL);
	if (WIFSIGNALED(status))
		return number(env, -1000 - WTERMSIG(status));
	return number(env, -WEXITSTATUS(status));
}

/* fork(name, ...arguments): the same in a child process, for calls that would cripple this one. 0, or an error number below zero. */
static napi_value in_fork(napi_env env, struct info *info)
{
	struct request request = read_request(env, info);
	long child = fork();
	/* A sandbox that refuses a process must refuse the call, too. */
	if (child < 0)
		return number(env, do_syscall(request));
	if (child == 0) {
		long result = do_syscall(request);
		_exit(result < 0 ? -result : 0);
	}
	return reap(env, child);
}

static long only_argument(napi_env env, struct info *info)
{
	napi_value value;
	size_t count = 1;
	napi_get_cb_info(env, info, &count, &value, NULL, NULL);
	return argument(env, value);
}

/* clone(flags): starts a child in new namespaces, which exits at once. */
static napi_value in_clone(napi_env env, struct info *info)
{
	long child = syscall(SYS_clone, only_argument(env, info) | SIGCHLD, 0L, 0L, 0L, 0L);
	if (child == 0)
		_exit(0);
	if (child < 0)
		return number(env, -errno);
	return reap(env, child);
}

/* executeAt(address): calls the code at an address, in a child process, because it can crash. */
static napi_value execute_at(napi_env env, struct info *info)
{
	long address = only_argument(env, info);
	long child = fork();
	if (child < 0)
		return number(env, -((int (*)(void))address)());
	if (child == 0)
		_exit(((int (*)(void))address)());
	return reap(env, child);
}

/* forkMany(count): starts processes until one is refused, ends them, and returns their number. */
static napi_value fork_many(napi_env env, struct info *info)
{
	enum { MOST = 4096 };
	static long children[MOST];
	long wanted = only_argument(env, info), started = 0;
	while (started < wanted && started < MOST && (children[started] = fork()) >= 0) {
		if (children[started] == 0)
			for (;;)
				pause();
		started++;
	}
	for (long i = 0; i < started; i++) {
		kill(children[i], SIGKILL);
		waitpid(children[i], NULL, __WALL);
	}
	return number(env, started);
}

static int fill(long bytes)
{
	char *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (memory == MAP_FAILED)
		return errno;
	memset(memory, 1, bytes);
	munmap(memory, bytes);
	return 0;
}

/* allocate(bytes): fills this much memory, in a child process if one can be started. */
static napi_value allocate(napi_env env, struct info *info)
{
	long bytes = only_argument(env, info);
	long child = fork();
	if (child < 0)
		return number(env, -fill(bytes));
	if (child == 0)
		_exit(fill(bytes));
	return reap(env, child);
}

static void *spin_for(void *milliseconds)
{
	struct timespec start, now;
	clock_gettime(CLOCK_MONOTONIC, &start);
	do
		clock_gettime(CLOCK_MONOTONIC, &now);
	while ((now.tv_sec - start.tv_sec) * 1000 + (now.tv_nsec - start.tv_nsec) / 1000000 < (long)milliseconds);
	return NULL;
}

/* burnCpu(milliseconds): keeps every processor busy for this long. Returns at once. */
static napi_value burn_cpu(napi_env env, struct info *info)
{
	long milliseconds = only_argument(env, info);
	pthread_t thread;
	int started = 0;
	while (started < 8 && pthread_create(&thread, NULL, spin_for, (void *)milliseconds) == 0) {
		pthread_detach(thread);
		started++;
	}
	return number(env, started == 8 ? started : -EAGAIN);
}

static char *address_and_bytes(napi_env env, struct info *info, void **data, size_t *length)
{
	napi_value values[2];
	size_t count = 2;
	napi_get_cb_info(env, info, &count, values, NULL, NULL);
	napi_get_buffer_info(env, values[1], data, length);
	return (char *)argument(env, values[0]);
}

/* writeMemoryInFork(address, bytes): a child makes a page writable that it shares with this process, and writes to it. */
static napi_value write_memory_in_fork(napi_env env, struct info *info)
{
	size_t length;
	void *data;
	char *page = address_and_bytes(env, info, &data, &length);
	long child = fork();
	if (child == 0) {
		if (mprotect(page, 4096, PROT_READ | PROT_WRITE) != 0)
			_exit(errno);
		memcpy(page, data, length);
		_exit(0);
	}
	return reap(env, child);
}

/* writeMemory(address, bytes) */
static napi_value write_memory(napi_env env, struct info *info)
{
	size_t length;
	void *data;
	char *memory = address_and_bytes(env, info, &data, &length);
	memcpy(memory, data, length);
	return NULL;
}

/* addressOf(bytes) */
static napi_value address_of(napi_env env, struct info *info)
{
	return number(env, (double)only_argument(env, info));
}

static int target(void)
{
	return 41;
}

/* codeAddress(): the address of a function that returns 41. */
static napi_value code_address(napi_env env, struct info *info)
{
	(void)info;
	return number(env, (double)(uintptr_t)target);
}

static long open_foreign_socket(void)
{
	long result = -ENOSYS;
#ifdef __x86_64__
	__asm__ volatile("int $0x80" : "=a"(result) : "a"(359L), "b"(2L), "c"(1L), "d"(0L) : "r8", "r9", "r10", "r11", "memory");
#endif
	return result;
}

static long open_x32_socket(void)
{
#ifdef __x86_64__
	long result = syscall(0x40000000 | SYS_socket, 2L, 1L, 0L);
	return result < 0 ? -errno : result;
#endif
	return -ENOSYS;
}

struct action { long (*run)(void); long result; };

static void *run_action(void *data)
{
	struct action *action = data;
	action->result = action->run();
	return NULL;
}

/* In a child process, or else in a thread of its own: systemd's filter kills the thread, and only that. */
static napi_value run_apart(napi_env env, long (*run)(void))
{
	struct action action = {run, -1000 - SIGSYS};
	pthread_t thread;
	long child = fork();
	if (child == 0) {
		long result = run();
		_exit(result < 0 ? -result : 0);
	}
	if (child > 0)
		return reap(env, child);
	if (pthread_create(&thread, NULL, run_action, &action) != 0)
		return number(env, -EAGAIN);
	pthread_join(thread, NULL);
	return number(env, action.result);
}

/* foreignSyscall(): opens a socket by the system calls of another architecture, which a filter can overlook. */
static napi_value foreign_syscall(napi_env env, struct info *info)
{
	(void)info;
	return run_apart(env, open_foreign_socket);
}

/* x32Syscall(): the same by the x32 interface. */
static napi_value x32_syscall(napi_env env, struct info *info)
{
	(void)info;
	return run_apart(env, open_x32_socket);
}

napi_value napi_register_module_v1(napi_env env, napi_value exports)
{
	static const struct { const char *name; napi_callback function; } functions[] = {
		{"call", call}, {"fork", in_fork}, {"clone", in_clone}, {"executeAt", execute_at}, {"forkMany", fork_many},
		{"allocate", allocate}, {"burnCpu", burn_cpu},
		{"writeMemory", write_memory}, {"writeMemoryInFork", write_memory_in_fork},
		{"addressOf", address_of}, {"codeAddress", code_address}, {"foreignSyscall", foreign_syscall}, {"x32Syscall", x32_syscall},
	};
	for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
		napi_value function;
		napi_create_function(env, functions[i].name, strlen(functions[i].name), functions[i].function, NULL, &function);
		napi_set_named_property(env, exports, functions[i].name, function);
	}
	return exports;
}
