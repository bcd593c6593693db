import { expect, test } from 'vitest'
import { createDisk } from './disk.ts'
import { type FileNode, syncFile, syncFolder } from './disk-node.ts'
import { createDice } from './random.ts'

/** Every outcome that a loss of power may have here, over many dice. */
function outcomes(prepare: (disk: ReturnType<typeof createDisk>) => void): Set<string> {
  const found = new Set<string>()
  for (let seed = 1; seed <= 200; seed++) {
    const disk = createDisk(() => 0, '/data')
    prepare(disk)
    disk.losePower(createDice(seed))
    found.add(
      disk
        .files()
        .map(path => `${path}=${disk.read(path).replaceAll('\0', '0')}`)
        .join(' '),
    )
  }
  return found
}

const write = (disk: ReturnType<typeof createDisk>, path: string, text: string) => {
  const file = disk.open(path, 'a') as FileNode
  file.content = Buffer.concat([file.content, Buffer.from(text)])
  return file
}

test('a file whose folder was not synced may be gone, with all that was synced in it', () => {
  const found = outcomes(disk => syncFile(write(disk, '/data/a', 'xy')))
  expect(found).toEqual(new Set(['', '/data/a=xy']))
})

test('synced bytes stay; those behind them stay in part, not at all, or as zeros', () => {
  const found = outcomes(disk => {
    syncFile(write(disk, '/data/a', 'xy'))
    syncFolder(disk.folder('/data'))
    write(disk, '/data/a', 'z!')
  })
  expect(found).toEqual(new Set(['xy', 'xyz', 'xyz!', 'xy0', 'xy00'].map(text => `/data/a=${text}`)))
})

test('changes of a folder are kept in their order, and a rename is one of them', () => {
  const found = outcomes(disk => {
    syncFile(write(disk, '/data/a', 'x'))
    syncFolder(disk.folder('/data'))
    disk.rename('/data/a', '/data/b')
    syncFile(write(disk, '/data/c', 'y'))
  })
  expect(found).toEqual(new Set(['/data/a=x', '/data/b=x', '/data/b=x /data/c=y']))
})

test('a rename takes the place of a file that is there, as systems do', () => {
  const disk = createDisk(() => 0, '/data')
  write(disk, '/data/a', 'new')
  write(disk, '/data/b', 'old')
  disk.rename('/data/a', '/data/b')
  expect(disk.files().map(path => [path, disk.read(path)])).toEqual([['/data/b', 'new']])
})

test('a call fails as often as it was told, and then works again', () => {
  const disk = createDisk(() => 0, '/data')
  disk.fail('open', 'EMFILE', 2)
  expect([1, 2, 3].map(() => disk.failure('open'))).toEqual(['EMFILE', 'EMFILE', undefined])
})
