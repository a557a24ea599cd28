/*
 * What systemd does for a service with WatchdogSec= and OpenFile=/run/systemd/notify:notify: supervise USEC COMMAND …
 *
 * It passes a connected datagram socket, prints each message to standard output, with whether the process itself sent it,
 * and kills who has not been heard of for so long. It ends as its child does.
 */
#define _GNU_SOURCE
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define FIRST_DESCRIPTOR 3

static pid_t child;
/** The watchdog begins with it. */
static bool is_ready;

static void pass_on(int signal) { kill(child, signal); }
/** Its arrival is all that matters: it ends a wait. */
static void note(int signal) { (void)signal; }

static void become(char **command, const char *usec, int descriptor) {
  char pid[16];
  snprintf(pid, sizeof pid, "%d", getpid());
  setenv("LISTEN_PID", pid, 1);
  setenv("LISTEN_FDS", "1", 1);
  setenv("LISTEN_FDNAMES", "notify", 1);
  setenv("WATCHDOG_PID", pid, 1);
  setenv("WATCHDOG_USEC", usec, 1);
  if (descriptor != FIRST_DESCRIPTOR) dup2(descriptor, FIRST_DESCRIPTOR);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  execvp(command[0], command);
  perror(command[0]);
  _exit(127);
}

/** @return false when the sender is gone */
static bool receive(int descriptor) {
  char text[256], credentials[CMSG_SPACE(sizeof(struct ucred))];
  struct iovec part = {text, sizeof text - 1};
  struct msghdr message = {
      .msg_iov = &part, .msg_iovlen = 1, .msg_control = credentials, .msg_controllen = sizeof credentials};
  ssize_t bytes = recvmsg(descriptor, &message, 0);
  if (bytes <= 0) return false;
  text[bytes] = '\0';
  struct cmsghdr *header = CMSG_FIRSTHDR(&message);
  pid_t sender = header ? ((struct ucred *)CMSG_DATA(header))->pid : 0;
  is_ready |= strcmp(text, "READY=1\n") == 0;
  printf("notify %s %s", sender == child ? "by-main" : "by-other", text);
  fflush(stdout);
  return true;
}

int main(int argc, char **argv) {
  int pair[2], on = 1, status;
  if (argc < 3 || socketpair(AF_UNIX, SOCK_DGRAM, 0, pair) < 0) return 64;
  setsockopt(pair[0], SOL_SOCKET, SO_PASSCRED, &on, sizeof on);
  signal(SIGCHLD, note);
  child = fork();
  if (child == 0) {
    close(pair[0]);
    become(argv + 2, argv[1], pair[1]);
  }
  close(pair[1]);
  signal(SIGTERM, pass_on);
  struct pollfd watched = {.fd = pair[0], .events = POLLIN};
  while (waitpid(child, &status, WNOHANG) == 0) {
    int found = poll(&watched, 1, is_ready ? atoi(argv[1]) / 1000 : 100);
    if (found > 0 && !receive(pair[0])) usleep(10000);
    if (found != 0 || !is_ready) continue;
    puts("watchdog");
    fflush(stdout);
    kill(child, SIGABRT);
  }
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}
